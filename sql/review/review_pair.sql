-- Title: one pair of records that people may be asked about, its band of doubt and its groups
-- Creates: review_pair
-- Reads: est_person_pair, gold_person_source, gold_person
-- Variables: band_1, band_2, band_3, band_4
--
-- doubt: how likely the decision was wrong, whichever it was. A pair belongs to the province of its first record's person.
CREATE OR REPLACE TABLE review_pair AS
WITH judged AS (
    SELECT
        record_id_l,
        record_id_r,
        joined,
        CASE WHEN joined = 1 THEN wrong ELSE missed END AS doubt
    FROM est_person_pair
)

SELECT
    judged.record_id_l,
    judged.record_id_r,
    judged.joined,
    judged.doubt,
    CASE WHEN judged.joined = 1 THEN 'joined ' ELSE 'apart ' END || CASE
        WHEN judged.doubt < getvariable('band_1') THEN '1'
        WHEN judged.doubt < getvariable('band_2') THEN '2'
        WHEN judged.doubt < getvariable('band_3') THEN '3'
        WHEN judged.doubt < getvariable('band_4') THEN '4'
        ELSE '5'
    END AS stratum,
    coalesce(gold_person.kode_prov, '-') AS provinsi,
    least(one.source, two.source) || ' x ' || greatest(one.source, two.source) AS source_pair
FROM judged
INNER JOIN gold_person_source AS one ON judged.record_id_l = one.record_id
INNER JOIN gold_person_source AS two ON judged.record_id_r = two.record_id
INNER JOIN gold_person ON one.person_id = gold_person.person_id;
