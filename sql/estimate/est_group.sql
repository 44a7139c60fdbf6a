-- Title: one group of records: pairs found, wrong and missed, of persons and of families
-- Creates: est_group
-- Reads: est_record, gold_person_source, gold_person
-- Variables: reference_year
--
-- A record belongs to the groups of its person as released, but for the NIK, where its own counts; a pair counts half with
-- each of its two records. So a reader of the
-- release can make the same groups, and `evaluate` does, with what the truth says in place of what is estimated.
-- Sums are rounded twice: what they are made of has few digits, so halves are common, and which way one goes must not hang on
-- the order of adding.
CREATE OR REPLACE TABLE est_group AS
WITH labelled AS (
    SELECT
        est_record.person_found,
        est_record.person_wrong,
        est_record.person_missed,
        est_record.family_found,
        est_record.family_wrong,
        est_record.family_missed,
        coalesce(gold_person.kode_prov, '-') AS provinsi,
        coalesce(gold_person.kode_kab, '-') AS kabupaten,
        coalesce(gold_person.jenis_kelamin, '-') AS jenis_kelamin,
        CASE
            WHEN gold_person.tahun_lahir IS NULL THEN '-'
            WHEN getvariable('reference_year') - gold_person.tahun_lahir < 5 THEN '00-04'
            WHEN getvariable('reference_year') - gold_person.tahun_lahir < 18 THEN '05-17'
            WHEN getvariable('reference_year') - gold_person.tahun_lahir < 40 THEN '18-39'
            WHEN getvariable('reference_year') - gold_person.tahun_lahir < 60 THEN '40-59'
            ELSE '60+'
        END AS umur,
        coalesce(lpad(cast(gold_person.desil AS VARCHAR), 2, '0'), '-') AS desil,
        CASE
            WHEN gold_person.nama IS NULL THEN '-'
            WHEN gold_person.nama LIKE '% %' THEN 'several words'
            ELSE 'one word'
        END AS kata_nama,
        CASE WHEN gold_person_source.nik_usable THEN 'NIK' ELSE 'no NIK' END AS nik
    FROM est_record
    INNER JOIN gold_person_source ON est_record.record_id = gold_person_source.record_id
    INNER JOIN gold_person ON gold_person_source.person_id = gold_person.person_id
),

grouped AS (
    SELECT
        CASE
            WHEN grouping(provinsi) = 0 THEN 'provinsi'
            WHEN grouping(kabupaten) = 0 THEN 'kabupaten'
            WHEN grouping(jenis_kelamin) = 0 THEN 'jenis_kelamin'
            WHEN grouping(umur) = 0 THEN 'umur'
            WHEN grouping(desil) = 0 THEN 'desil'
            WHEN grouping(kata_nama) = 0 THEN 'kata_nama'
            WHEN grouping(nik) = 0 THEN 'nik'
            ELSE 'all'
        END AS kind,
        coalesce(provinsi, kabupaten, jenis_kelamin, umur, desil, kata_nama, nik, '') AS value,
        count(*) AS record_n,
        round(coalesce(sum(person_found), 0), 6) / 2 AS person_found,
        round(coalesce(sum(person_wrong), 0), 6) / 2 AS person_wrong,
        round(coalesce(sum(person_missed), 0), 6) / 2 AS person_missed,
        round(coalesce(sum(family_found), 0), 6) / 2 AS family_found,
        round(coalesce(sum(family_wrong), 0), 6) / 2 AS family_wrong,
        round(coalesce(sum(family_missed), 0), 6) / 2 AS family_missed
    FROM labelled
    GROUP BY GROUPING SETS (
        (), (provinsi), (kabupaten), (jenis_kelamin), (umur), (desil), (kata_nama), (nik)
    )
)

SELECT
    kind,
    value,
    record_n,
    round(cast(person_found AS DOUBLE), 3) AS person_found,
    round(cast(person_wrong AS DOUBLE), 3) AS person_wrong,
    round(cast(person_missed AS DOUBLE), 3) AS person_missed,
    round(cast(family_found AS DOUBLE), 3) AS family_found,
    round(cast(family_wrong AS DOUBLE), 3) AS family_wrong,
    round(cast(family_missed AS DOUBLE), 3) AS family_missed
FROM grouped;
