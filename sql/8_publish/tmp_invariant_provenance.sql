-- Title: promises about values: each points to the source record it came from, and stands there
-- Creates: tmp_invariant_provenance
-- Reads: std_person, gold_person, gold_family, gold_person_source, gold_provenance, gold_decision
-- Variables: none
--
-- The address is one value with one row (alamat), whatever parts of it are known. Values are compared with the record for
-- the fields that identify a person; the others are copied by the same statement.
CREATE OR REPLACE TABLE tmp_invariant_provenance AS
WITH sourced AS (
    SELECT
        entity,
        entity_id,
        array_agg(field) AS fields
    FROM gold_provenance
    GROUP BY entity, entity_id
),

decided AS (
    SELECT DISTINCT
        gold_decision.decision_id,
        who.entity_id
    FROM gold_decision
    CROSS JOIN unnest(gold_decision.ids) AS who(entity_id)
    WHERE gold_decision.acts
)

SELECT
    'person_value_has_source' AS name,
    'gold_person' AS table_name,
    'every published value of a person names the record it came from' AS rule,
    count(*) AS broken_n
FROM gold_person
LEFT JOIN sourced ON sourced.entity = 'person' AND gold_person.person_id = sourced.entity_id
WHERE
    (gold_person.nik IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'nik'), FALSE))
    OR (gold_person.nama IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'nama'), FALSE))
    OR (gold_person.gelar IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'gelar'), FALSE))
    OR (gold_person.alias IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'alias'), FALSE))
    OR (gold_person.jenis_kelamin IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'jenis_kelamin'), FALSE))
    OR (gold_person.tempat_lahir IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'tempat_lahir'), FALSE))
    OR (gold_person.tanggal_lahir IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'tanggal_lahir'), FALSE))
    OR (gold_person.nama_ayah IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'nama_ayah'), FALSE))
    OR (gold_person.nama_ibu IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'nama_ibu'), FALSE))
    OR (gold_person.status_kawin IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'status_kawin'), FALSE))
    OR (gold_person.pendidikan IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'pendidikan'), FALSE))
    OR (gold_person.pekerjaan IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'pekerjaan'), FALSE))
    OR (gold_person.keberadaan IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'keberadaan'), FALSE))
    OR (gold_person.desil IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'desil'), FALSE))
    OR (
        coalesce(gold_person.alamat, gold_person.jalan, gold_person.rt, gold_person.kode_prov) IS NOT NULL
        AND NOT coalesce(list_contains(sourced.fields, 'alamat'), FALSE)
    )
UNION ALL
SELECT
    'family_value_has_source' AS name,
    'gold_family' AS table_name,
    'every published value of a family names the record it came from' AS rule,
    count(*) AS broken_n
FROM gold_family
LEFT JOIN sourced ON sourced.entity = 'family' AND gold_family.family_id = sourced.entity_id
WHERE
    (gold_family.no_kk IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'no_kk'), FALSE))
    OR (gold_family.kepala_person_id IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'kepala'), FALSE))
    OR (gold_family.desil IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'desil'), FALSE))
    OR (gold_family.kode_prov IS NOT NULL AND NOT coalesce(list_contains(sourced.fields, 'alamat'), FALSE))
UNION ALL
SELECT
    'value_of_own_record' AS name,
    'gold_provenance' AS table_name,
    'the record a value came from belongs to that person or family, or the value comes from a decision about it' AS rule,
    count(*) AS broken_n
FROM gold_provenance
LEFT JOIN gold_person_source ON gold_provenance.record_id = gold_person_source.record_id
LEFT JOIN decided
    ON gold_provenance.record_id = concat('keputusan:', decided.decision_id)
    AND gold_provenance.entity_id = decided.entity_id
    AND gold_provenance.rule = 'keputusan'
WHERE
    decided.decision_id IS NULL
    AND CASE gold_provenance.entity WHEN 'person' THEN gold_person_source.person_id ELSE gold_person_source.family_id END
    IS DISTINCT FROM gold_provenance.entity_id
UNION ALL
SELECT
    'value_stands_in_record' AS name,
    'gold_person' AS table_name,
    'NIK, name, birth date and sex of a person stand like that in the record they came from' AS rule,
    count(*) AS broken_n
FROM gold_provenance
INNER JOIN gold_person ON gold_provenance.entity_id = gold_person.person_id
INNER JOIN std_person ON gold_provenance.record_id = std_person.record_id
WHERE
    gold_provenance.entity = 'person'
    AND gold_provenance.field IN ('nik', 'nama', 'jenis_kelamin', 'tanggal_lahir')
    AND CASE gold_provenance.field
        WHEN 'nik' THEN gold_person.nik <> coalesce(std_person.nik, '')
        WHEN 'nama' THEN gold_person.nama <> coalesce(std_person.nama_std, '')
        WHEN 'jenis_kelamin' THEN gold_person.jenis_kelamin <> coalesce(std_person.jenis_kelamin, '')
        WHEN 'tanggal_lahir' THEN gold_person.tanggal_lahir IS DISTINCT FROM std_person.tanggal_lahir
        ELSE FALSE
    END;
