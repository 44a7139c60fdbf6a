-- Title: promises about families: one current family per person or a reason for none
-- Creates: tmp_invariant_family
-- Reads: std_family, link_family, gold_person, gold_person_source, gold_family, gold_member
-- Variables: none
--
-- A family may have no current member left (all moved on since); it is still the family some records stand for.
CREATE OR REPLACE TABLE tmp_invariant_family AS
WITH membership AS (
    SELECT
        family_id,
        count(*) AS member_n,
        count(*) FILTER (WHERE is_kepala) AS head_n,
        min(CASE WHEN is_kepala THEN person_id END) AS head_person_id
    FROM gold_member
    GROUP BY family_id
),

unit_family AS (
    SELECT
        unit_id,
        min(family_id) AS family_id_min,
        max(family_id) AS family_id_max,
        count(*) FILTER (WHERE family_id IS NULL) AS null_n
    FROM gold_person_source
    WHERE unit_id IS NOT NULL
    GROUP BY unit_id
)

SELECT
    'person_family_or_reason' AS name,
    'gold_person' AS table_name,
    'every person has a current family or a stated reason for none, never both' AS rule,
    count(*) AS broken_n
FROM gold_person
WHERE (family_id IS NULL) = (tanpa_keluarga_alasan IS NULL)
UNION ALL
SELECT
    'person_in_one_family' AS name,
    'gold_member' AS table_name,
    'every person is a member of its current family and of no other' AS rule,
    count(*) AS broken_n
FROM (
    SELECT
        person_id,
        family_id
    FROM gold_person
    WHERE family_id IS NOT NULL
) AS housed
FULL JOIN gold_member ON housed.person_id = gold_member.person_id AND housed.family_id = gold_member.family_id
WHERE housed.person_id IS NULL OR gold_member.person_id IS NULL
UNION ALL
SELECT
    'member_of_known_family' AS name,
    'gold_member' AS table_name,
    'every membership names a family of the release' AS rule,
    count(*) AS broken_n
FROM gold_member
ANTI JOIN gold_family ON gold_member.family_id = gold_family.family_id
UNION ALL
SELECT
    'family_size' AS name,
    'gold_family' AS table_name,
    'every family has as many current members as it says' AS rule,
    count(*) AS broken_n
FROM gold_family
LEFT JOIN membership ON gold_family.family_id = membership.family_id
WHERE gold_family.member_n <> coalesce(membership.member_n, 0)
UNION ALL
SELECT
    'family_head' AS name,
    'gold_family' AS table_name,
    'the head of a family is the one member marked as head' AS rule,
    count(*) AS broken_n
FROM gold_family
LEFT JOIN membership ON gold_family.family_id = membership.family_id
WHERE
    coalesce(membership.head_n, 0) > 1
    OR coalesce(gold_family.kepala_person_id, '') <> coalesce(membership.head_person_id, '')
UNION ALL
SELECT
    'unit_in_one_family' AS name,
    'gold_person_source' AS table_name,
    'every family unit of a source was resolved into exactly one family of the release' AS rule,
    count(*) AS broken_n
FROM std_family
LEFT JOIN unit_family ON std_family.unit_id = unit_family.unit_id
LEFT JOIN link_family ON std_family.unit_id = link_family.unit_id
LEFT JOIN gold_family ON unit_family.family_id_min = gold_family.family_id
WHERE
    link_family.unit_id IS NULL
    OR gold_family.family_id IS NULL
    OR unit_family.family_id_min <> unit_family.family_id_max
    OR unit_family.null_n > 0;
