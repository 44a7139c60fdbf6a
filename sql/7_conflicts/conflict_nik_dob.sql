-- Title: One person whose golden NIK states another birth date than the golden birth date
-- Creates: conflict_nik_dob
-- Reads: gold_person, gold_provenance, tmp_subject
-- Variables: none
--
-- A legal state (a corrected birth date does not change the NIK), so low in severity when one part differs; 2 when two or
-- three parts do, for then the NIK may be another person's. Of a heaped date (1 Jul, 31 Dec, 1 Jan) only the year is held
-- against the NIK. Women's day is 40 more.

CREATE OR REPLACE TABLE conflict_nik_dob AS
WITH stated AS (
    SELECT
        person_id,
        family_id,
        nama,
        nik,
        tanggal_lahir,
        dob_precision,
        CAST(substr(nik, 7, 2) AS INTEGER) - CASE WHEN CAST(substr(nik, 7, 2) AS INTEGER) > 40 THEN 40 ELSE 0 END AS nik_day,
        CAST(substr(nik, 9, 2) AS INTEGER) AS nik_month,
        CAST(substr(nik, 11, 2) AS INTEGER) AS nik_year
    FROM gold_person
    WHERE nik IS NOT NULL AND tanggal_lahir IS NOT NULL AND dob_precision IN ('day', 'heaped')
),

compared AS (
    SELECT
        person_id,
        family_id,
        nama,
        nik,
        tanggal_lahir,
        nik_day,
        nik_month,
        nik_year,
        CASE WHEN nik_year <> year(tanggal_lahir) % 100 THEN 1 ELSE 0 END AS year_differs,
        CASE WHEN dob_precision = 'day' AND nik_month <> month(tanggal_lahir) THEN 1 ELSE 0 END AS month_differs,
        CASE WHEN dob_precision = 'day' AND nik_day <> day(tanggal_lahir) THEN 1 ELSE 0 END AS day_differs
    FROM stated
),

differing AS (
    SELECT *
    FROM compared
    WHERE year_differs + month_differs + day_differs > 0
),

source_record AS (
    SELECT
        gold_provenance.entity_id AS person_id,
        list_sort(array_agg(DISTINCT gold_provenance.record_id)) AS record_ids
    FROM gold_provenance
    SEMI JOIN differing ON gold_provenance.entity_id = differing.person_id
    WHERE
        gold_provenance.entity = 'person'
        AND gold_provenance.field IN ('nik', 'tanggal_lahir')
        AND NOT starts_with(gold_provenance.record_id, 'keputusan:')
    GROUP BY gold_provenance.entity_id
),

stating AS (
    SELECT
        tmp_subject.person_id,
        list_sort(array_agg(DISTINCT tmp_subject.nik) FILTER (WHERE tmp_subject.nik IS NOT NULL)) AS niks,
        list_sort(array_agg(DISTINCT CAST(tmp_subject.tanggal_lahir AS VARCHAR)) FILTER (WHERE tmp_subject.tanggal_lahir IS NOT NULL))
            AS dates
    FROM tmp_subject
    SEMI JOIN differing ON tmp_subject.person_id = differing.person_id
    GROUP BY tmp_subject.person_id
)

SELECT
    'NIK_DOB_TIDAK_SESUAI' AS jenis,
    differing.person_id AS essence,
    CASE WHEN year_differs + month_differs + day_differs > 1 THEN 2 ELSE 1 END AS tingkat,
    differing.person_id AS area_id,
    [differing.person_id] AS person_ids,
    list_filter([differing.family_id], lambda id: id IS NOT NULL) AS family_ids,
    coalesce(source_record.record_ids, CAST([] AS VARCHAR[])) AS record_ids,
    concat(
        'NIK ', mask_number(nik), ' milik ', coalesce(mask_name(nama), 'orang ini'), ' memuat tanggal lahir ',
        concat_ws('-', lpad(CAST(nik_day AS VARCHAR), 2, '0'), lpad(CAST(nik_month AS VARCHAR), 2, '0'), lpad(CAST(nik_year AS VARCHAR), 2, '0')),
        ', sedangkan tercatat ', strftime(tanggal_lahir, '%d-%m-%Y'), '.'
    ) AS bukti,
    CAST(
        to_json({
            'nik': nik, 'tanggal_lahir': CAST(tanggal_lahir AS VARCHAR), 'tahun_beda': year_differs = 1,
            'bulan_beda': month_differs = 1, 'hari_beda': day_differs = 1
        }) AS VARCHAR
    ) AS bukti_fields,
    CAST(to_json({'nik': stating.niks, 'tanggal_lahir': stating.dates}) AS VARCHAR) AS fakta
FROM differing
LEFT JOIN source_record ON differing.person_id = source_record.person_id
INNER JOIN stating ON differing.person_id = stating.person_id;
