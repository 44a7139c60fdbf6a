-- Title: One person's current membership of one family, with role and at most one head per family
-- Creates: gold_member
-- Reads: tmp_winner, tmp_record, tmp_person_key, tmp_family_key, std_person
-- Variables: none
--
-- The record that decides the family gives the role too. Where records of several dates each name a head (a widow after her
-- husband), the living before the dead, then the latest, most trusted record is head; the others' role towards that head is
-- not known and becomes null, and the conflict stage asks (KEPALA_GANDA).

CREATE OR REPLACE TABLE gold_member AS
WITH membership AS (
    SELECT
        tmp_record.family_no,
        tmp_winner.entity_no AS person_no,
        tmp_record.record_no,
        tmp_record.record_id,
        tmp_record.data_date,
        tmp_record.trust,
        std_person.shdk,
        coalesce(presence.value = 'MENINGGAL', FALSE) AS is_dead
    FROM tmp_winner
    INNER JOIN tmp_record ON tmp_winner.record_no = tmp_record.record_no
    INNER JOIN std_person ON tmp_record.record_id = std_person.record_id
    LEFT JOIN tmp_winner AS presence
        ON presence.field = 'keberadaan' AND tmp_winner.entity_no = presence.entity_no
    WHERE tmp_winner.field = 'keluarga'
),

head AS (
    SELECT
        family_no,
        person_no
    FROM membership
    WHERE shdk = 1
    QUALIFY row_number() OVER (
        PARTITION BY family_no
        ORDER BY is_dead, data_date DESC, trust DESC, record_no
    ) = 1
)

SELECT
    tmp_family_key.family_id,
    tmp_person_key.person_id,
    CASE WHEN membership.shdk = 1 AND head.person_no IS NULL THEN NULL ELSE membership.shdk END AS shdk,
    head.person_no IS NOT NULL AS is_kepala,
    membership.record_id
FROM membership
INNER JOIN tmp_person_key ON membership.person_no = tmp_person_key.person_no
INNER JOIN tmp_family_key ON membership.family_no = tmp_family_key.family_no
LEFT JOIN head ON membership.family_no = head.family_no AND membership.person_no = head.person_no;
