-- Title: One set of current families that the members of one source unit ended in, beyond an ordinary move
-- Creates: conflict_keluarga_pecah
-- Reads: tmp_subject, tmp_subject_unit, gold_family
-- Variables: none
--
-- That one child marries out is ordinary. Asked is when head and spouse of a unit live in two families now (severity 2), or
-- two or more left together (severity 1), and a KK or ruta bears out the second family: a couple's family of P3KE beside
-- its three-generation KK is a matter of definition, not of fact.

CREATE OR REPLACE TABLE conflict_keluarga_pecah AS
WITH full_family AS (
    SELECT DISTINCT family_id
    FROM tmp_subject_unit
    WHERE is_family
),

divided AS (
    SELECT
        unit_id,
        head_record_id,
        spouse_record_id
    FROM tmp_subject_unit
    WHERE is_divided
),

part AS (
    SELECT
        tmp_subject.unit_id,
        tmp_subject.family_id,
        count(*) AS member_n,
        max(CASE WHEN tmp_subject.record_id IN (divided.head_record_id, divided.spouse_record_id) THEN 1 ELSE 0 END)
            AS couple_n,
        array_agg(tmp_subject.person_id) AS person_ids,
        array_agg(tmp_subject.record_id) AS record_ids
    FROM tmp_subject
    INNER JOIN divided ON tmp_subject.unit_id = divided.unit_id
    INNER JOIN full_family ON tmp_subject.family_id = full_family.family_id
    GROUP BY tmp_subject.unit_id, tmp_subject.family_id
),

unit AS (
    SELECT
        unit_id,
        list_sort(array_agg(family_id)) AS family_ids,
        sum(couple_n) > 1 AS couple_apart,
        count(*) FILTER (WHERE member_n > 1) > 1 AS group_apart,
        flatten(array_agg(person_ids)) AS person_ids,
        flatten(array_agg(record_ids)) AS record_ids
    FROM part
    GROUP BY unit_id
    HAVING count(*) > 1
),

split AS (
    SELECT
        family_ids,
        max(CASE WHEN couple_apart THEN 1 ELSE 0 END) = 1 AS couple_apart,
        list_sort(array_agg(unit_id)) AS unit_ids,
        list_sort(list_distinct(flatten(array_agg(person_ids)))) AS person_ids,
        list_sort(list_distinct(flatten(array_agg(record_ids)))) AS record_ids
    FROM unit
    WHERE couple_apart OR group_apart
    GROUP BY family_ids
),

head AS (
    SELECT
        part.family_ids,
        array_to_string(list_sort(array_agg(coalesce(mask_name(gold_family.nama_kepala), 'tanpa kepala'))), '; ') AS heads
    FROM (SELECT family_ids, unnest(family_ids) AS family_id FROM split) AS part
    INNER JOIN gold_family ON part.family_id = gold_family.family_id
    GROUP BY part.family_ids
)

SELECT
    'KELUARGA_PECAH' AS jenis,
    array_to_string(split.family_ids, '') AS essence,
    CASE WHEN split.couple_apart THEN 2 ELSE 1 END AS tingkat,
    CAST(NULL AS VARCHAR) AS area_id,
    split.person_ids,
    split.family_ids,
    split.record_ids,
    concat(
        'Anggota satu keluarga pada ', array_to_string(list_sort(list_distinct(list_transform(
            split.unit_ids, lambda unit_id: string_split(unit_id, ':')[1]
        ))), '/'),
        ' kini tercatat di ', array_length(split.family_ids), ' keluarga (kepala: ', head.heads, ')',
        CASE WHEN split.couple_apart THEN '; kepala keluarga dan pasangannya terpisah.' ELSE '.' END
    ) AS bukti,
    CAST(to_json({'unit': split.unit_ids, 'pasangan_terpisah': split.couple_apart}) AS VARCHAR) AS bukti_fields,
    CAST(to_json({'keluarga': split.family_ids, 'orang': split.person_ids}) AS VARCHAR) AS fakta
FROM split
INNER JOIN head ON split.family_ids = head.family_ids;
