-- Title: one pair of records of one person, and whether it would have been looked at had there been no NIK
-- Creates: est_seen
-- Reads: est_kin, est_met
-- Variables: none
--
-- Hide and seek: pairs that are sure by their NIK have the NIK hidden; the share that no other blocking rule, no matched
-- family and no third record would have brought together is the share of pairs without a NIK that nobody ever looked at.
-- stratum: what the chance of being looked at depends on most.
CREATE OR REPLACE TABLE est_seen AS
WITH direct AS (
    SELECT
        est_kin.record_id_l,
        est_kin.record_id_r,
        est_kin.same_nik,
        est_kin.one_family,
        est_kin.no_date,
        est_kin.one_word,
        est_kin.by_family OR est_met.record_id_l IS NOT NULL AS found
    FROM est_kin
    LEFT JOIN est_met ON est_kin.record_id_l = est_met.record_id_l AND est_kin.record_id_r = est_met.record_id_r
),

missed AS (
    SELECT
        record_id_l,
        record_id_r
    FROM direct
    WHERE NOT found
),

tie AS (
    SELECT record_id_l AS record_id, record_id_r AS other_id FROM direct WHERE found
    UNION ALL
    SELECT record_id_r AS record_id, record_id_l AS other_id FROM direct WHERE found
),

first_step AS (
    SELECT
        missed.record_id_l,
        missed.record_id_r,
        tie.other_id
    FROM missed
    INNER JOIN tie ON missed.record_id_l = tie.record_id
),

over_third AS (
    SELECT DISTINCT
        first_step.record_id_l,
        first_step.record_id_r
    FROM first_step
    INNER JOIN tie ON first_step.other_id = tie.record_id AND first_step.record_id_r = tie.other_id
)

SELECT
    direct.record_id_l,
    direct.record_id_r,
    direct.same_nik,
    direct.one_family,
    CASE WHEN direct.one_family THEN 'one family' ELSE 'two families' END
    || CASE WHEN direct.no_date THEN ', no date' ELSE '' END
    || CASE WHEN direct.one_word THEN ', one word' ELSE '' END AS stratum,
    direct.found OR over_third.record_id_l IS NOT NULL AS found
FROM direct
LEFT JOIN over_third ON direct.record_id_l = over_third.record_id_l AND direct.record_id_r = over_third.record_id_r;
