-- Title: One person whom one source has in two families at the same date
-- Creates: conflict_dua_keluarga
-- Reads: tmp_subject, tmp_mixed_person, gold_person
-- Variables: none
--
-- The husband in two KKs, the child registered with parents and grandparents. Different sources at different dates are an
-- ordinary move. Severity 3 when the person is head of more than one (aid is paid per family), else 2.

CREATE OR REPLACE TABLE conflict_dua_keluarga AS
WITH several AS (
    SELECT
        tmp_subject.person_id,
        tmp_subject.source
    FROM tmp_subject
    INNER JOIN tmp_mixed_person ON tmp_subject.person_id = tmp_mixed_person.person_id AND tmp_mixed_person.has_two_families
    WHERE tmp_subject.family_id_then IS NOT NULL
    GROUP BY tmp_subject.person_id, tmp_subject.source
    HAVING min(tmp_subject.family_id_then) <> max(tmp_subject.family_id_then)
),

in_source AS (
    SELECT
        tmp_subject.person_id,
        tmp_subject.source,
        count(*) FILTER (WHERE shdk = 1) AS head_n,
        list_sort(array_agg(DISTINCT family_id_then)) AS family_ids,
        list_sort(array_agg(DISTINCT unit_id)) AS unit_ids,
        list_sort(array_agg(record_id)) AS record_ids
    FROM tmp_subject
    INNER JOIN several ON tmp_subject.person_id = several.person_id AND tmp_subject.source = several.source
    WHERE family_id_then IS NOT NULL
    GROUP BY tmp_subject.person_id, tmp_subject.source
),

person AS (
    SELECT
        person_id,
        max(head_n) AS head_n,
        array_to_string(list_sort(array_agg(concat(array_length(family_ids), ' keluarga pada ', source))), ', ') AS found,
        list_sort(list_distinct(flatten(array_agg(family_ids)))) AS family_ids,
        list_sort(flatten(array_agg(unit_ids))) AS unit_ids,
        list_sort(flatten(array_agg(record_ids))) AS record_ids
    FROM in_source
    GROUP BY person_id
)

SELECT
    'ANGGOTA_DUA_KELUARGA' AS jenis,
    person.person_id AS essence,
    CASE WHEN person.head_n > 1 THEN 3 ELSE 2 END AS tingkat,
    person.person_id AS area_id,
    [person.person_id] AS person_ids,
    person.family_ids,
    person.record_ids,
    concat(
        coalesce(mask_name(gold_person.nama), 'Orang ini'), ' tercatat di ', person.found, ' pada tanggal data yang sama',
        CASE WHEN person.head_n > 1 THEN ', sebagai kepala di lebih dari satu.' ELSE '.' END
    ) AS bukti,
    CAST(to_json({'unit': person.unit_ids, 'jumlah_sebagai_kepala': person.head_n}) AS VARCHAR) AS bukti_fields,
    CAST(to_json({'keluarga': person.family_ids}) AS VARCHAR) AS fakta
FROM person
INNER JOIN gold_person ON person.person_id = gold_person.person_id;
