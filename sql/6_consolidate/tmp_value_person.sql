-- Title: One value that one record offers for one golden field of its person
-- Creates: tmp_value_person
-- Reads: std_person, tmp_record, tmp_death
-- Variables: none
--
-- value is what is compared and counted; fields that travel as a group (birth date, address, family) offer a text of their
-- parts and are read from the winning record afterwards. flagged (0 or 1) and fineness (greater is finer) feed the rules
-- `unflagged` and `precise`; docs/survivorship.md says what they mean per field.

CREATE OR REPLACE TABLE tmp_value_person AS
WITH record AS (
    SELECT
        std_person.*,
        tmp_record.record_no,
        tmp_record.person_no,
        tmp_record.family_no,
        coalesce(tmp_death.dead_source_n = 1 AND tmp_death.source_n > 1, FALSE) AS is_lone_death
    FROM std_person
    INNER JOIN tmp_record ON std_person.record_id = tmp_record.record_id
    LEFT JOIN tmp_death ON tmp_record.person_no = tmp_death.person_no
),

offer AS (
    SELECT record_no, person_no, 'nik' AS field, nik AS value,
        CASE WHEN nik_usable AND NOT nik_dob_conflict AND NOT nik_sex_conflict AND NOT nik_repaired THEN 0 ELSE 1 END AS flagged,
        0 AS fineness
    FROM record WHERE nik_status IN ('ok', 'ok_retired_region', 'region_unknown')
    UNION ALL
    SELECT record_no, person_no, 'nama', nama_std, CASE WHEN regexp_matches(nama_std, '^(BAYI|ANAK) ') THEN 1 ELSE 0 END, 0
    FROM record
    UNION ALL
    SELECT record_no, person_no, 'gelar', gelar, 0, 0 FROM record
    UNION ALL
    SELECT record_no, person_no, 'alias', alias, 0, 0 FROM record
    UNION ALL
    SELECT record_no, person_no, 'jenis_kelamin', jenis_kelamin, CASE WHEN nik_sex_conflict THEN 1 ELSE 0 END, 0 FROM record
    UNION ALL
    SELECT record_no, person_no, 'tempat_lahir', tempat_lahir, 0, 0 FROM record
    UNION ALL
    SELECT record_no, person_no, 'tanggal_lahir',
        concat_ws(' ', dob_precision, CAST(tanggal_lahir AS VARCHAR), CAST(tahun_lahir AS VARCHAR)),
        CASE WHEN nik_dob_conflict THEN 1 ELSE 0 END,
        CASE dob_precision WHEN 'day' THEN 5 WHEN 'heaped' THEN 4 WHEN 'month' THEN 3 WHEN 'year' THEN 2 ELSE 1 END
    FROM record WHERE tahun_lahir IS NOT NULL
    UNION ALL
    SELECT record_no, person_no, 'nama_ayah', nama_ayah, 0, 0 FROM record
    UNION ALL
    SELECT record_no, person_no, 'nama_ibu', nama_ibu, 0, 0 FROM record
    UNION ALL
    SELECT record_no, person_no, 'status_kawin', CAST(status_kawin AS VARCHAR), 0, 0 FROM record
    UNION ALL
    SELECT record_no, person_no, 'pendidikan', pendidikan, 0, 0 FROM record
    UNION ALL
    SELECT record_no, person_no, 'pekerjaan', pekerjaan, 0, 0 FROM record
    UNION ALL
    SELECT record_no, person_no, 'keberadaan', keberadaan, 0, 0
    FROM record WHERE NOT (keberadaan = 'MENINGGAL' AND is_lone_death)
    UNION ALL
    SELECT record_no, person_no, 'alamat',
        concat_ws('|', coalesce(kode_desa, kode_kec, kode_kab, kode_prov), coalesce(jalan, alamat_raw), nomor, blok, rt, rw, dusun),
        CASE WHEN kode_kec IS NOT NULL AND wilayah_grade NOT IN ('conflict', 'unknown') THEN 0 ELSE 1 END,
        CASE WHEN kode_desa IS NOT NULL THEN 3 WHEN kode_kec IS NOT NULL THEN 2 ELSE 1 END
    FROM record WHERE coalesce(kode_prov, alamat_raw, jalan, dusun, rt) IS NOT NULL
    UNION ALL
    SELECT record_no, person_no, 'desil', CAST(desil AS VARCHAR), 0, 0 FROM record
    UNION ALL
    SELECT record_no, person_no, 'keluarga', CAST(family_no AS VARCHAR),
        CASE WHEN keberadaan IN ('MENINGGAL', 'PINDAH', 'TIDAK_DITEMUKAN', 'GANDA', 'NONAKTIF') THEN 1 ELSE 0 END, 0
    FROM record
)

SELECT
    person_no AS entity_no,
    field,
    record_no,
    value,
    flagged,
    fineness
FROM offer
WHERE value IS NOT NULL;
