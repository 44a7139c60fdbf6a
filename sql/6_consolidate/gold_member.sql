-- Title: One person's current membership of one family, with role and at most one head per family
-- Creates: gold_member
-- Reads: tmp_person_value, tmp_record, tmp_person_key, tmp_family_key, tmp_decided_head
-- Variables: none
--
-- The record that decides the family gives the role too. Where records of several dates each name a head (a widow after her
-- husband), the living before the dead, then the latest, most trusted record is head; the others' role towards that head is
-- not known and becomes null, and the conflict stage asks (KEPALA_GANDA). A head that people decided comes before all. Whom people
-- moved into a family without a record there is a member by the record of best standing, in no known role.

CREATE OR REPLACE TABLE gold_member AS
WITH standing AS (
    SELECT
        person_no,
        min(record_no) AS record_no
    FROM tmp_record
    GROUP BY person_no
),

membership AS (
    SELECT
        value.keluarga AS family_no,
        value.person_no,
        tmp_record.record_no,
        tmp_record.record_id,
        tmp_record.data_date,
        tmp_record.trust,
        CASE WHEN value.keluarga_no IS NOT NULL THEN tmp_record.shdk END AS shdk,
        tmp_decided_head.family_no IS NOT NULL AS is_decided,
        coalesce(value.keberadaan = 'MENINGGAL', FALSE) AS is_dead
    FROM tmp_person_value AS value
    INNER JOIN standing ON value.person_no = standing.person_no
    INNER JOIN tmp_record ON coalesce(value.keluarga_no, standing.record_no) = tmp_record.record_no
    LEFT JOIN tmp_decided_head
        ON value.keluarga = tmp_decided_head.family_no
        AND value.person_no = tmp_decided_head.first_person_no
        AND tmp_decided_head.decision_id = tmp_decided_head.first_id
    WHERE value.keluarga IS NOT NULL
),

head AS (
    SELECT
        family_no,
        person_no
    FROM membership
    WHERE shdk = 1 OR is_decided
    QUALIFY row_number() OVER (
        PARTITION BY family_no
        ORDER BY is_decided DESC, is_dead, data_date DESC, trust DESC, record_no
    ) = 1
)

SELECT
    tmp_family_key.family_id,
    tmp_person_key.person_id,
    CASE
        WHEN head.person_no IS NOT NULL THEN 1
        WHEN membership.shdk = 1 THEN NULL
        ELSE membership.shdk
    END AS shdk,
    head.person_no IS NOT NULL AS is_kepala,
    membership.record_id
FROM membership
INNER JOIN tmp_person_key ON membership.person_no = tmp_person_key.person_no
INNER JOIN tmp_family_key ON membership.family_no = tmp_family_key.family_no
LEFT JOIN head ON membership.family_no = head.family_no AND membership.person_no = head.person_no;
