-- Title: One record with the value it offers for each golden field of its person and its family
-- Creates: tmp_offer
-- Reads: std_person, tmp_record, tmp_death, survivorship_rule
-- Variables: none
--
-- Null where the record offers nothing. Fields that travel as a group are read from the winning record afterwards; until then the
-- birth date is a text of its parts and the address the hash of one. *_flagged (0 or 1) and *_fineness (greater is finer) feed the rules `unflagged` and
-- `precise`; docs/survivorship.md says what they mean per field. keluarga_key orders
-- records that agree on the family. A unit speaks for its family through its records: for the KK and
-- the decile those that bear what most of the unit bears, for the address the head. So every family value, too, points to one
-- source record. A view, which the stage settles: in memory it would be the largest table of all.

CREATE OR REPLACE VIEW tmp_offer AS
WITH face AS (
    SELECT
        -- Any head before any other record.
        coalesce(min(record_no) FILTER (WHERE is_head_of_unit), min(record_no)) AS record_no
    FROM tmp_record
    WHERE unit_no IS NOT NULL
    GROUP BY unit_no
),

record AS (
    SELECT
        std_person.*,
        tmp_record.record_no,
        tmp_record.person_no,
        tmp_record.family_no,
        tmp_record.padan,
        tmp_record.family_no IS NOT NULL AND tmp_record.bears_kk_of_unit AS speaks_for_kk,
        tmp_record.family_no IS NOT NULL AND face.record_no IS NOT NULL AS speaks_for_address,
        tmp_record.family_no IS NOT NULL AND tmp_record.bears_desil_of_unit AS speaks_for_desil,
        CAST(date_diff('day', DATE '1900-01-01', std_person.data_date) AS INTEGER) AS recency,
        CASE WHEN std_person.keberadaan IN ('MENINGGAL', 'PINDAH', 'TIDAK_DITEMUKAN', 'GANDA', 'NONAKTIF') THEN 1 ELSE 0 END AS keluarga_flagged,
        rule.weight_unflagged,
        rule.weight_padan_dukcapil,
        rule.weight_trust,
        rule.weight_most_recent,
        rule.weight_precise,
        coalesce(tmp_death.dead_source_n = 1 AND tmp_death.source_n > 1, FALSE) AS is_lone_death,
        coalesce(std_person.kode_desa, std_person.kode_kec, std_person.kode_kab, std_person.kode_prov) AS kode,
        coalesce(std_person.jalan, std_person.alamat_raw) AS street,
        coalesce(std_person.kode_prov, std_person.alamat_raw, std_person.jalan, std_person.dusun, std_person.rt) IS NOT NULL AS has_address
    FROM std_person
    INNER JOIN tmp_record ON std_person.record_id = tmp_record.record_id
    INNER JOIN survivorship_rule AS rule ON rule.field = 'keluarga'
    LEFT JOIN face ON tmp_record.record_no = face.record_no
    LEFT JOIN tmp_death ON tmp_record.person_no = tmp_death.person_no
)

SELECT
    record_no,
    person_no,
    family_no,
    source,
    padan,
    trust,
    recency,
    CASE WHEN nik_status IN ('ok', 'ok_retired_region', 'region_unknown') THEN nik END AS nik,
    CASE WHEN nik_usable AND NOT nik_dob_conflict AND NOT nik_sex_conflict AND NOT nik_repaired THEN 0 ELSE 1 END AS nik_flagged,
    nama_std AS nama,
    CASE WHEN regexp_matches(nama_std, '^(BAYI|ANAK) ') THEN 1 ELSE 0 END AS nama_flagged,
    gelar,
    alias,
    jenis_kelamin,
    CASE WHEN nik_sex_conflict THEN 1 ELSE 0 END AS jenis_kelamin_flagged,
    tempat_lahir,
    CASE
        WHEN tahun_lahir IS NOT NULL
            THEN concat_ws(' ', dob_precision, CAST(tanggal_lahir AS VARCHAR), CAST(tahun_lahir AS VARCHAR))
    END AS tanggal_lahir,
    CASE WHEN nik_dob_conflict THEN 1 ELSE 0 END AS tanggal_lahir_flagged,
    CASE dob_precision WHEN 'day' THEN 5 WHEN 'heaped' THEN 4 WHEN 'month' THEN 3 WHEN 'year' THEN 2 ELSE 1 END AS tanggal_lahir_fineness,
    nama_ayah,
    nama_ibu,
    status_kawin,
    pendidikan,
    pekerjaan,
    CASE WHEN NOT (keberadaan = 'MENINGGAL' AND is_lone_death) THEN keberadaan END AS keberadaan,
    CASE WHEN has_address THEN text_hash(concat_ws('|', kode, street, nomor, blok, rt, rw, dusun)) END AS alamat,
    CASE WHEN kode_kec IS NOT NULL AND wilayah_grade NOT IN ('conflict', 'unknown') THEN 0 ELSE 1 END AS alamat_flagged,
    CASE WHEN kode_desa IS NOT NULL THEN 3 WHEN kode_kec IS NOT NULL THEN 2 ELSE 1 END AS alamat_fineness,
    desil,
    family_no AS keluarga,
    keluarga_flagged,
    CASE WHEN family_no IS NOT NULL THEN offer_key(own_score(keluarga_flagged, padan, trust, recency, 0, weight_unflagged, weight_padan_dukcapil, weight_trust, weight_most_recent, weight_precise), record_no) END AS keluarga_key,
    CASE WHEN speaks_for_kk THEN no_kk END AS no_kk,
    CASE kk_status WHEN 'region_unknown' THEN 1 ELSE 0 END AS no_kk_flagged,
    CASE WHEN speaks_for_address AND has_address THEN text_hash(concat_ws('|', kode, street, rt, rw, dusun)) END AS alamat_keluarga,
    CASE WHEN speaks_for_desil THEN desil END AS desil_keluarga
FROM record;
