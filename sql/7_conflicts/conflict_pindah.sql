-- Title: One current household whose sources place its people in different kecamatan
-- Creates: conflict_pindah
-- Reads: tmp_subject, tmp_mixed_person, region_name
-- Variables: none
--
-- One row per household, not per person: whole families move. Severity 2 between kabupaten (another office pays), 1 within.

CREATE OR REPLACE TABLE conflict_pindah AS
WITH placed AS (
    SELECT
        tmp_subject.place_id,
        tmp_subject.family_id,
        tmp_subject.person_id,
        tmp_subject.record_id,
        tmp_subject.source,
        tmp_subject.data_date,
        tmp_subject.kode_kec,
        tmp_subject.kode_kab
    FROM tmp_subject
    INNER JOIN tmp_mixed_person ON tmp_subject.person_id = tmp_mixed_person.person_id AND tmp_mixed_person.has_two_kec
    WHERE tmp_subject.kode_kec IS NOT NULL AND tmp_subject.wilayah_grade NOT IN ('unknown', 'conflict')
),

stay AS (
    SELECT
        place_id,
        kode_kec,
        kode_kab,
        min(data_date) AS first_date,
        max(family_id) AS family_id,
        list_sort(array_agg(DISTINCT source)) AS sources,
        array_agg(DISTINCT person_id) AS person_ids,
        array_agg(record_id) AS record_ids
    FROM placed
    GROUP BY place_id, kode_kec, kode_kab
),

household AS (
    SELECT
        place_id,
        max(family_id) AS family_id,
        count(DISTINCT kode_kab) AS kab_n,
        list_sort(array_agg(kode_kec)) AS kec_codes,
        array_to_string(
            array_agg(
                concat(
                    strftime(first_date, '%d-%m-%Y'), ' ', coalesce(kec.name, kode_kec), ', ', coalesce(kab.name, kode_kab),
                    ' (', array_to_string(sources, '/'), ')'
                ) ORDER BY first_date, kode_kec
            ),
            '; '
        ) AS stays,
        list_sort(list_distinct(flatten(array_agg(person_ids)))) AS person_ids,
        list_sort(list_distinct(flatten(array_agg(record_ids)))) AS record_ids
    FROM stay
    LEFT JOIN region_name AS kec ON stay.kode_kec = kec.code
    LEFT JOIN region_name AS kab ON stay.kode_kab = kab.code
    GROUP BY place_id
)

SELECT
    'PINDAH_WILAYAH' AS jenis,
    place_id AS essence,
    CASE WHEN kab_n > 1 THEN 2 ELSE 1 END AS tingkat,
    place_id AS area_id,
    person_ids,
    list_filter([family_id], lambda id: id IS NOT NULL) AS family_ids,
    record_ids,
    concat(
        array_length(person_ids), ' orang tercatat di kecamatan berbeda',
        CASE WHEN kab_n > 1 THEN ' lintas kabupaten/kota' ELSE '' END, ': ', stays, '.'
    ) AS bukti,
    CAST(to_json({'kode_kec': kec_codes, 'jumlah_kabupaten': kab_n}) AS VARCHAR) AS bukti_fields,
    CAST(to_json({'kode_kec': kec_codes}) AS VARCHAR) AS fakta
FROM household;
