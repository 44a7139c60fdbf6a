-- Title: One current family made of two or more units of one source
-- Creates: conflict_keluarga_gabung
-- Reads: tmp_subject, tmp_subject_unit, gold_family
-- Variables: none
--
-- A source that delivers whole families should know each once: two units in one family are a household registered twice, or
-- two families wrongly taken for one. Couples' families are left out, as several belong to one KK by definition. Severity 2
-- when they bear different KK numbers, else 1.

CREATE OR REPLACE TABLE conflict_keluarga_gabung AS
WITH several AS (
    SELECT
        family_id,
        source
    FROM tmp_subject_unit
    WHERE is_family AND family_id IS NOT NULL
    GROUP BY family_id, source
    HAVING count(*) > 1
),

record AS (
    SELECT
        unit.family_id,
        unit.source,
        unit.unit_id,
        unit.no_kk,
        tmp_subject.person_id,
        tmp_subject.record_id
    FROM tmp_subject_unit AS unit
    INNER JOIN several ON unit.family_id = several.family_id AND unit.source = several.source
    INNER JOIN tmp_subject ON unit.unit_id = tmp_subject.unit_id
    WHERE unit.is_family
),

source_family AS (
    SELECT
        family_id,
        source,
        count(DISTINCT unit_id) AS unit_n,
        count(DISTINCT no_kk) AS kk_n,
        list_sort(array_agg(DISTINCT unit_id)) AS unit_ids,
        list_sort(array_agg(DISTINCT person_id)) AS person_ids,
        list_sort(array_agg(record_id)) AS record_ids
    FROM record
    GROUP BY family_id, source
),

family AS (
    SELECT
        family_id,
        max(kk_n) AS kk_n,
        array_to_string(list_sort(array_agg(concat(unit_n, ' keluarga pada ', source))), ', ') AS found,
        list_sort(flatten(array_agg(unit_ids))) AS unit_ids,
        list_sort(list_distinct(flatten(array_agg(person_ids)))) AS person_ids,
        list_sort(flatten(array_agg(record_ids))) AS record_ids
    FROM source_family
    GROUP BY family_id
)

SELECT
    'KELUARGA_GABUNG' AS jenis,
    family.family_id AS essence,
    CASE WHEN family.kk_n > 1 THEN 2 ELSE 1 END AS tingkat,
    family.family_id AS area_id,
    family.person_ids,
    [family.family_id] AS family_ids,
    family.record_ids,
    concat(
        'Keluarga ', coalesce(mask_name(gold_family.nama_kepala), 'tanpa kepala'), ' digabung dari ', family.found,
        CASE WHEN family.kk_n > 1 THEN ' dengan No. KK berbeda.' ELSE '.' END
    ) AS bukti,
    CAST(to_json({'unit': family.unit_ids, 'jumlah_kk': family.kk_n}) AS VARCHAR) AS bukti_fields,
    CAST(to_json({'ditemukan': family.found, 'jumlah_kk': family.kk_n}) AS VARCHAR) AS fakta
FROM family
INNER JOIN gold_family ON family.family_id = gold_family.family_id;
