-- Title: one record: pairs it stands in with others of its person and family, and how many of them are wrong or missing
-- Creates: est_record
-- Reads: est_person_pair, est_listing, est_unit, est_unit_joined, est_unit_apart, est_stray, est_disorder
-- Variables: hidden_strays
--
-- Each pair is told of both its records, so that any group of records can be summed.
CREATE OR REPLACE TABLE est_record AS
WITH person AS (
    SELECT
        record_id,
        sum(joined) AS found,
        sum(wrong) AS wrong,
        sum(missed) AS missed
    FROM (
        SELECT record_id_l AS record_id, joined, wrong, missed FROM est_person_pair
        UNION ALL
        SELECT record_id_r AS record_id, joined, wrong, missed FROM est_person_pair
    ) AS sided
    GROUP BY record_id
),

unit AS (
    SELECT
        unit_id,
        sum(wrong) AS wrong,
        sum(missed) AS missed
    FROM (
        SELECT j.unit_id_l AS unit_id, u.record_n * j.wrong AS wrong, 0 AS missed
        FROM est_unit_joined AS j INNER JOIN est_unit AS u ON j.unit_id_r = u.unit_id
        UNION ALL
        SELECT j.unit_id_r AS unit_id, u.record_n * j.wrong AS wrong, 0 AS missed
        FROM est_unit_joined AS j INNER JOIN est_unit AS u ON j.unit_id_l = u.unit_id
        UNION ALL
        SELECT a.unit_id_l AS unit_id, 0 AS wrong, u.record_n * a.missed AS missed
        FROM est_unit_apart AS a INNER JOIN est_unit AS u ON a.unit_id_r = u.unit_id
        UNION ALL
        SELECT a.unit_id_r AS unit_id, 0 AS wrong, u.record_n * a.missed AS missed
        FROM est_unit_apart AS a INNER JOIN est_unit AS u ON a.unit_id_l = u.unit_id
    ) AS sided
    GROUP BY unit_id
),

family AS (
    SELECT
        family_cluster_id,
        sum(record_n) AS record_n
    FROM est_unit
    GROUP BY family_cluster_id
),

stray AS (
    SELECT
        family_cluster_id,
        sum(probability) AS stray_n
    FROM est_stray
    GROUP BY family_cluster_id
),

housed AS (
    SELECT
        est_unit.unit_id,
        family.record_n,
        stray.stray_n,
        unit.wrong,
        unit.missed
    FROM est_unit
    INNER JOIN family ON est_unit.family_cluster_id = family.family_cluster_id
    LEFT JOIN stray ON est_unit.family_cluster_id = stray.family_cluster_id
    LEFT JOIN unit ON est_unit.unit_id = unit.unit_id
)

SELECT
    est_listing.record_name AS record_id,
    coalesce(person.found, 0) AS person_found,
    coalesce(person.wrong, 0) AS person_wrong,
    coalesce(person.missed, 0) AS person_missed,
    coalesce(housed.record_n - 1, 0) AS family_found,
    least(
        coalesce(housed.wrong, 0)
        + coalesce(housed.record_n - 1, 0) * getvariable('hidden_strays') * 2 * est_disorder.ratio
        + coalesce(est_stray.probability * (housed.record_n - 1), 0)
        + coalesce(housed.stray_n, 0) - coalesce(est_stray.probability, 0),
        coalesce(housed.record_n - 1, 0)
    ) AS family_wrong,
    coalesce(housed.missed, 0) AS family_missed
FROM est_listing
CROSS JOIN est_disorder
LEFT JOIN person ON est_listing.record_id = person.record_id
LEFT JOIN housed ON est_listing.unit_id = housed.unit_id
LEFT JOIN est_stray ON est_listing.record_id = est_stray.record_id;
