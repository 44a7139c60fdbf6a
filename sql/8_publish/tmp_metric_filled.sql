-- Title: how many records of a source hold a usable value, per column, and what their numbers say against them
-- Creates: tmp_metric_filled
-- Reads: std_person
-- Variables: none
--
-- A value counts as filled when standardisation kept it: a placeholder NIK or an impossible date does not.
CREATE OR REPLACE TABLE tmp_metric_filled AS
WITH filled AS (
    SELECT
        source,
        count(nik) AS nik,
        count(no_kk) AS no_kk,
        count(nama_std) AS nama_std,
        count(jenis_kelamin) AS jenis_kelamin,
        count(tanggal_lahir) AS tanggal_lahir,
        count(tahun_lahir) AS tahun_lahir,
        count(tempat_lahir) AS tempat_lahir,
        count(nama_ibu) AS nama_ibu,
        count(shdk) AS shdk,
        count(jalan) AS jalan,
        count(rt) AS rt,
        count(kode_kab) AS kode_kab,
        count(kode_desa) AS kode_desa,
        count(desil) AS desil,
        count(unit_id) AS unit_id,
        count(*) FILTER (WHERE nik_usable) AS nik_usable,
        count(*) FILTER (WHERE nik_dob_conflict) AS nik_dob_conflict,
        count(*) FILTER (WHERE nik_sex_conflict) AS nik_sex_conflict,
        count(*) FILTER (WHERE nik_repaired) AS nik_repaired,
        count(*) FILTER (WHERE nik_shared_n > 1) AS nik_shared
    FROM std_person
    GROUP BY source
),

field AS (
    SELECT
        field_name.name,
        field_name.code
    FROM (
        VALUES
        ('filled', 'nik'),
        ('filled', 'no_kk'),
        ('filled', 'nama_std'),
        ('filled', 'jenis_kelamin'),
        ('filled', 'tanggal_lahir'),
        ('filled', 'tahun_lahir'),
        ('filled', 'tempat_lahir'),
        ('filled', 'nama_ibu'),
        ('filled', 'shdk'),
        ('filled', 'jalan'),
        ('filled', 'rt'),
        ('filled', 'kode_kab'),
        ('filled', 'kode_desa'),
        ('filled', 'desil'),
        ('filled', 'unit_id'),
        ('nik_finding', 'nik_usable'),
        ('nik_finding', 'nik_dob_conflict'),
        ('nik_finding', 'nik_sex_conflict'),
        ('nik_finding', 'nik_repaired'),
        ('nik_finding', 'nik_shared')
    ) AS field_name (name, code)
)

SELECT
    'quality' AS section,
    field.name,
    filled.source AS group_1,
    field.code AS group_2,
    CASE field.code
        WHEN 'nik' THEN filled.nik
        WHEN 'no_kk' THEN filled.no_kk
        WHEN 'nama_std' THEN filled.nama_std
        WHEN 'jenis_kelamin' THEN filled.jenis_kelamin
        WHEN 'tanggal_lahir' THEN filled.tanggal_lahir
        WHEN 'tahun_lahir' THEN filled.tahun_lahir
        WHEN 'tempat_lahir' THEN filled.tempat_lahir
        WHEN 'nama_ibu' THEN filled.nama_ibu
        WHEN 'shdk' THEN filled.shdk
        WHEN 'jalan' THEN filled.jalan
        WHEN 'rt' THEN filled.rt
        WHEN 'kode_kab' THEN filled.kode_kab
        WHEN 'kode_desa' THEN filled.kode_desa
        WHEN 'desil' THEN filled.desil
        WHEN 'unit_id' THEN filled.unit_id
        WHEN 'nik_usable' THEN filled.nik_usable
        WHEN 'nik_dob_conflict' THEN filled.nik_dob_conflict
        WHEN 'nik_sex_conflict' THEN filled.nik_sex_conflict
        WHEN 'nik_repaired' THEN filled.nik_repaired
        WHEN 'nik_shared' THEN filled.nik_shared
    END AS value
FROM filled
CROSS JOIN field;
