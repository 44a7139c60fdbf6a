-- Title: promises about values: each points to the source record it came from, and stands there
-- Creates: tmp_invariant_provenance
-- Reads: std_person, gold_person, gold_family, gold_person_source, gold_provenance, gold_decision
-- Variables: none
--
-- The address is one value with one row (alamat), whatever parts of it are known. Values are compared with the record for
-- the fields that identify a person; the others are copied by the same statement. Provenance holds each field of a person or
-- family once (its key), so what came from one record is told by one row with a bit for each field.
CREATE OR REPLACE TABLE tmp_invariant_provenance AS
WITH stated AS (
    SELECT
        entity,
        entity_id,
        record_id,
        count(*) AS value_n,
        count(*) FILTER (WHERE rule = 'keputusan') AS decided_n,
        bit_or(field_bit(field)) AS fields
    FROM gold_provenance
    GROUP BY entity, entity_id, record_id
),

sourced AS (
    SELECT
        entity,
        entity_id,
        bit_or(fields) AS fields
    FROM stated
    GROUP BY entity, entity_id
),

identity AS (
    SELECT
        entity_id,
        record_id,
        fields
    FROM stated
    WHERE entity = 'person' AND fields & (field_bit('nik') + field_bit('nama') + field_bit('jenis_kelamin') + field_bit('tanggal_lahir')) > 0
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
    (gold_person.nik IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('nik') = 0)
    OR (gold_person.nama IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('nama') = 0)
    OR (gold_person.gelar IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('gelar') = 0)
    OR (gold_person.alias IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('alias') = 0)
    OR (gold_person.jenis_kelamin IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('jenis_kelamin') = 0)
    OR (gold_person.tempat_lahir IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('tempat_lahir') = 0)
    OR (gold_person.tanggal_lahir IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('tanggal_lahir') = 0)
    OR (gold_person.nama_ayah IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('nama_ayah') = 0)
    OR (gold_person.nama_ibu IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('nama_ibu') = 0)
    OR (gold_person.status_kawin IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('status_kawin') = 0)
    OR (gold_person.pendidikan IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('pendidikan') = 0)
    OR (gold_person.pekerjaan IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('pekerjaan') = 0)
    OR (gold_person.keberadaan IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('keberadaan') = 0)
    OR (gold_person.desil IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('desil') = 0)
    OR (
        coalesce(gold_person.alamat, gold_person.jalan, gold_person.rt, gold_person.kode_prov) IS NOT NULL
        AND coalesce(sourced.fields, 0) & field_bit('alamat') = 0
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
    (gold_family.no_kk IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('no_kk') = 0)
    OR (gold_family.kepala_person_id IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('kepala') = 0)
    OR (gold_family.desil IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('desil') = 0)
    OR (gold_family.kode_prov IS NOT NULL AND coalesce(sourced.fields, 0) & field_bit('alamat') = 0)
UNION ALL
SELECT
    'value_of_own_record' AS name,
    'gold_provenance' AS table_name,
    'the record a value came from belongs to that person or family, or the value comes from a decision about it' AS rule,
    cast(coalesce(sum(stated.value_n - CASE WHEN decided.decision_id IS NULL THEN 0 ELSE stated.decided_n END), 0) AS BIGINT)
        AS broken_n
FROM stated
LEFT JOIN gold_person_source ON stated.record_id = gold_person_source.record_id
LEFT JOIN decided
    ON stated.record_id = concat('keputusan:', decided.decision_id)
    AND stated.entity_id = decided.entity_id
WHERE
    CASE stated.entity WHEN 'person' THEN gold_person_source.person_id ELSE gold_person_source.family_id END
    IS DISTINCT FROM stated.entity_id
UNION ALL
SELECT
    'value_stands_in_record' AS name,
    'gold_person' AS table_name,
    'NIK, name, birth date and sex of a person stand like that in the record they came from' AS rule,
    cast(coalesce(sum(
        CASE WHEN identity.fields & field_bit('nik') > 0 AND gold_person.nik <> coalesce(std_person.nik, '') THEN 1 ELSE 0 END
        + CASE WHEN identity.fields & field_bit('nama') > 0 AND gold_person.nama <> coalesce(std_person.nama_std, '') THEN 1 ELSE 0 END
        + CASE
            WHEN identity.fields & field_bit('jenis_kelamin') > 0 AND gold_person.jenis_kelamin <> coalesce(std_person.jenis_kelamin, '')
                THEN 1
            ELSE 0
        END
        + CASE
            WHEN identity.fields & field_bit('tanggal_lahir') > 0 AND gold_person.tanggal_lahir IS DISTINCT FROM std_person.tanggal_lahir
                THEN 1
            ELSE 0
        END
    ), 0) AS BIGINT) AS broken_n
FROM identity
INNER JOIN gold_person ON identity.entity_id = gold_person.person_id
INNER JOIN std_person ON identity.record_id = std_person.record_id;
