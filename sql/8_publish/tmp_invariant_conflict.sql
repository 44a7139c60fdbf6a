-- Title: promises about numbers and conflicts: a clash is a conflict row, a conflict names what exists
-- Creates: tmp_invariant_conflict
-- Reads: std_person, tmp_released_record, gold_person, gold_absent, gold_family, gold_person_source, conflict, decided_conflict,
--   id_event
-- Variables: none
--
-- Two persons may bear one NIK for now, but only where a conflict row asks who of them it belongs to: one that names each of
-- them with a record that bears this very NIK. One person may bear two, but only where a conflict row asks which is theirs;
-- what counts as a NIK there is what conflict_dua_nik.sql counts, each usable as an exact key. A question that people answered counts as asked.
-- Lists are unfolded by SELECT unnest(...): a CROSS JOIN unnest(...) joins the unfolded list to the table again.
CREATE OR REPLACE TABLE tmp_invariant_conflict AS
WITH question AS (
    SELECT
        jenis,
        person_ids,
        record_ids
    FROM conflict
    UNION ALL
    SELECT
        jenis,
        person_ids,
        record_ids
    FROM decided_conflict
    WHERE is_settled
),

shared_nik AS (
    SELECT nik
    FROM gold_person
    WHERE nik IS NOT NULL
    GROUP BY nik
    HAVING count(*) > 1
),

contested AS (
    SELECT
        person_ids,
        unnest(record_ids) AS record_id
    FROM question
    WHERE jenis = 'NIK_GANDA_BEDA_ORANG'
),

clash AS (
    SELECT DISTINCT
        gold_person_source.person_id,
        std_person.nik
    FROM contested
    INNER JOIN gold_person_source ON contested.record_id = gold_person_source.record_id
    INNER JOIN std_person ON contested.record_id = std_person.record_id
    WHERE list_contains(contested.person_ids, gold_person_source.person_id)
),

two_nik AS (
    SELECT person_id
    FROM tmp_released_record
    WHERE nik IS NOT NULL
    GROUP BY person_id
    HAVING min(nik) <> max(nik)
),

asked AS (
    SELECT unnest(person_ids) AS person_id
    FROM question
    WHERE jenis = 'ORANG_DUA_NIK'
)

SELECT
    'nik_one_person' AS name,
    'gold_person' AS table_name,
    'one NIK belongs to one person, or a conflict NIK_GANDA_BEDA_ORANG about it names the persons' AS rule,
    count(*) AS broken_n
FROM gold_person
INNER JOIN shared_nik ON gold_person.nik = shared_nik.nik
ANTI JOIN clash ON gold_person.person_id = clash.person_id AND gold_person.nik = clash.nik
UNION ALL
SELECT
    'person_one_nik' AS name,
    'gold_person_source' AS table_name,
    'one person bears one NIK, or a conflict ORANG_DUA_NIK names the person' AS rule,
    count(*) AS broken_n
FROM two_nik
ANTI JOIN asked ON two_nik.person_id = asked.person_id
UNION ALL
SELECT
    'conflict_names_known_persons' AS name,
    'conflict' AS table_name,
    'every person a conflict names is in the release, or absent from it' AS rule,
    count(*) AS broken_n
FROM (SELECT unnest(person_ids) AS person_id FROM conflict) AS named
ANTI JOIN gold_person ON named.person_id = gold_person.person_id
ANTI JOIN gold_absent ON named.person_id = gold_absent.person_id
UNION ALL
SELECT
    'conflict_names_known_families' AS name,
    'conflict' AS table_name,
    'every family a conflict names is in the release' AS rule,
    count(*) AS broken_n
FROM (SELECT unnest(family_ids) AS family_id FROM conflict) AS named
ANTI JOIN gold_family ON named.family_id = gold_family.family_id
UNION ALL
SELECT
    'conflict_names_known_records' AS name,
    'conflict' AS table_name,
    'every record a conflict names is in the release' AS rule,
    count(*) AS broken_n
FROM (SELECT unnest(record_ids) AS record_id FROM conflict) AS named
ANTI JOIN gold_person_source ON named.record_id = gold_person_source.record_id
UNION ALL
SELECT
    'id_has_event' AS name,
    'id_event' AS table_name,
    'every id of the release has an event that says where it comes from' AS rule,
    count(*) AS broken_n
FROM (
    SELECT person_id AS entity_id FROM gold_person
    UNION ALL
    SELECT family_id AS entity_id FROM gold_family
) AS released
ANTI JOIN id_event ON released.entity_id = id_event.entity_id;
