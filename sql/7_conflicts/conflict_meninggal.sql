-- Title: One person whom a source reports dead while nothing confirms it
-- Creates: conflict_meninggal
-- Reads: tmp_subject, tmp_mixed_person, gold_person
-- Variables: none
--
-- Severity 3 when a later or equally late source has the person alive, 2 when only earlier ones do, 1 when no other source
-- says anything. Two sources that agree on a death and none later that denies it are no conflict. Nobody is taken out.

CREATE OR REPLACE TABLE conflict_meninggal AS
WITH reported AS (
    SELECT person_id
    FROM tmp_mixed_person
    WHERE is_reported_dead
),

report AS (
    SELECT
        tmp_subject.person_id,
        max(CASE WHEN keberadaan = 'MENINGGAL' THEN data_date END) AS death_date,
        max(CASE WHEN coalesce(keberadaan, 'ADA') <> 'MENINGGAL' THEN data_date END) AS alive_date,
        count(DISTINCT CASE WHEN keberadaan = 'MENINGGAL' THEN source END) AS dead_source_n,
        list_sort(array_agg(DISTINCT source) FILTER (WHERE keberadaan = 'MENINGGAL')) AS dead_sources,
        list_sort(array_agg(DISTINCT source) FILTER (WHERE coalesce(keberadaan, 'ADA') <> 'MENINGGAL')) AS alive_sources,
        list_sort(array_agg(record_id)) AS record_ids
    FROM tmp_subject
    INNER JOIN reported ON tmp_subject.person_id = reported.person_id
    GROUP BY tmp_subject.person_id
)

SELECT
    'MENINGGAL_AKTIF' AS jenis,
    report.person_id AS essence,
    CASE WHEN report.alive_date >= report.death_date THEN 3 WHEN report.alive_date IS NOT NULL THEN 2 ELSE 1 END AS tingkat,
    report.person_id AS area_id,
    [report.person_id] AS person_ids,
    list_filter([gold_person.family_id], lambda id: id IS NOT NULL) AS family_ids,
    report.record_ids,
    concat(
        coalesce(mask_name(gold_person.nama), 'Orang ini'), ' dilaporkan meninggal oleh ', array_to_string(report.dead_sources, '/'),
        ' (data ', strftime(report.death_date, '%d-%m-%Y'), ')',
        CASE
            WHEN report.alive_date IS NULL THEN '; sumber lain tidak ada.'
            ELSE concat(', tetapi masih tercatat di ', array_to_string(report.alive_sources, '/'), ' (data ',
                strftime(report.alive_date, '%d-%m-%Y'), ').')
        END
    ) AS bukti,
    CAST(
        to_json({
            'sumber_meninggal': report.dead_sources, 'tanggal_meninggal': CAST(report.death_date AS VARCHAR),
            'sumber_aktif': report.alive_sources, 'tanggal_aktif': CAST(report.alive_date AS VARCHAR)
        }) AS VARCHAR
    ) AS bukti_fields,
    CAST(
        to_json({'sumber_meninggal': report.dead_sources, 'tanggal_meninggal': CAST(report.death_date AS VARCHAR)}) AS VARCHAR
    ) AS fakta
FROM report
INNER JOIN gold_person ON report.person_id = gold_person.person_id
WHERE report.dead_source_n = 1 OR report.alive_date >= report.death_date;
