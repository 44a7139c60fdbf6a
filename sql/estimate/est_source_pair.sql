-- Title: two sources: pairs of records across them found, wrong and missed, of persons and of families
-- Creates: est_source_pair
-- Reads: est_person_pair, est_unit, est_unit_joined, est_unit_apart, est_stray, est_disorder, est_listing
-- Variables: hidden_strays
--
-- Sums are rounded twice, as in est_group.
CREATE OR REPLACE TABLE est_source_pair AS
WITH person AS (
    SELECT
        least(pair.source_l, pair.source_r) || ' x ' || greatest(pair.source_l, pair.source_r) AS value,
        sum(pair.joined) AS found,
        sum(pair.wrong) AS wrong,
        sum(pair.missed) AS missed
    FROM est_person_pair AS pair
    WHERE pair.source_l <> pair.source_r
    GROUP BY least(pair.source_l, pair.source_r), greatest(pair.source_l, pair.source_r)
),

stray AS (
    SELECT
        est_listing.unit_id,
        sum(est_stray.probability) AS stray_n
    FROM est_stray
    INNER JOIN est_listing ON est_stray.record_id = est_listing.record_id
    GROUP BY est_listing.unit_id
),

unit_pair AS (
    SELECT
        joined.unit_id_l,
        joined.unit_id_r,
        joined.pair_n AS found,
        least(
            joined.pair_n * (joined.wrong + getvariable('hidden_strays') * 2 * est_disorder.ratio)
            + coalesce(sl.stray_n, 0) * ur.record_n + coalesce(sr.stray_n, 0) * ul.record_n, joined.pair_n
        ) AS wrong,
        0 AS missed
    FROM est_unit_joined AS joined
    INNER JOIN est_unit AS ul ON joined.unit_id_l = ul.unit_id
    INNER JOIN est_unit AS ur ON joined.unit_id_r = ur.unit_id
    LEFT JOIN stray AS sl ON joined.unit_id_l = sl.unit_id
    LEFT JOIN stray AS sr ON joined.unit_id_r = sr.unit_id
    CROSS JOIN est_disorder
    UNION ALL
    SELECT
        unit_id_l,
        unit_id_r,
        0 AS found,
        0 AS wrong,
        pair_n * missed AS missed
    FROM est_unit_apart
),

family AS (
    SELECT
        least(ul.source, ur.source) || ' x ' || greatest(ul.source, ur.source) AS value,
        sum(unit_pair.found) AS found,
        sum(unit_pair.wrong) AS wrong,
        sum(unit_pair.missed) AS missed
    FROM unit_pair
    INNER JOIN est_unit AS ul ON unit_pair.unit_id_l = ul.unit_id
    INNER JOIN est_unit AS ur ON unit_pair.unit_id_r = ur.unit_id
    WHERE ul.source <> ur.source
    GROUP BY least(ul.source, ur.source), greatest(ul.source, ur.source)
)

SELECT
    coalesce(person.value, family.value) AS value,
    round(round(cast(coalesce(person.found, 0) AS DOUBLE), 6), 3) AS person_found,
    round(round(cast(coalesce(person.wrong, 0) AS DOUBLE), 6), 3) AS person_wrong,
    round(round(cast(coalesce(person.missed, 0) AS DOUBLE), 6), 3) AS person_missed,
    round(round(cast(coalesce(family.found, 0) AS DOUBLE), 6), 3) AS family_found,
    round(round(cast(coalesce(family.wrong, 0) AS DOUBLE), 6), 3) AS family_wrong,
    round(round(cast(coalesce(family.missed, 0) AS DOUBLE), 6), 3) AS family_missed
FROM person
FULL JOIN family ON person.value = family.value;
