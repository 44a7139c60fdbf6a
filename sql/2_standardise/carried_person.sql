-- Title: one person of the previous release none of whose records came again, in the form in which records are linked
-- Creates: carried_person
-- Reads: prev_person, prev_absent, prev_member, prev_family, record_tie
-- Variables: none
--
-- New source keys, a new system, a village missed last time: the person takes part in the linkage with the values last known,
-- so that the id is found again by NIK, name, birth date and household. Persons absent for long do so too.
CREATE OR REPLACE TABLE carried_person AS
WITH known AS (
    SELECT
        prev_person.person_id, prev_person.family_id, prev_person.nik, prev_person.nik_status, prev_family.no_kk, prev_person.nama,
        prev_person.tanggal_lahir, prev_person.dob_precision, prev_person.tahun_lahir, prev_person.jenis_kelamin, prev_member.shdk,
        prev_person.rt, prev_person.rw, prev_person.kode_desa, prev_person.kode_kec, prev_person.kode_kab, prev_person.kode_prov
    FROM prev_person
    LEFT JOIN prev_family ON prev_person.family_id = prev_family.family_id
    LEFT JOIN prev_member ON prev_person.person_id = prev_member.person_id AND prev_person.family_id = prev_member.family_id
    UNION ALL
    SELECT
        person_id, family_id, nik, nik_status, no_kk, nama, tanggal_lahir, dob_precision, tahun_lahir, jenis_kelamin, shdk, rt, rw,
        kode_desa, kode_kec, kode_kab, kode_prov
    FROM prev_absent
),

bearer AS (
    SELECT
        nik,
        count(*) AS bearer_n
    FROM known
    WHERE nik IS NOT NULL
    GROUP BY nik
)

SELECT
    concat('rilis:', known.person_id) AS record_id,
    'rilis' AS source,
    'rilis:' || known.family_id AS unit_id,
    known.person_id,
    known.family_id,
    known.nik,
    known.nik AS nik_digits,
    coalesce(known.nik_status IN ('ok', 'ok_retired_region', 'region_unknown') AND bearer.bearer_n = 1, FALSE) AS nik_usable,
    known.no_kk,
    known.nama AS nama_std,
    CASE WHEN known.nama IS NULL THEN CAST([] AS VARCHAR []) ELSE string_split(known.nama, ' ') END AS nama_tokens,
    CASE WHEN known.nama IS NULL THEN CAST([] AS VARCHAR []) ELSE string_split(name_fon(known.nama), ' ') END AS nama_fon,
    known.tanggal_lahir,
    known.dob_precision,
    known.tahun_lahir,
    known.jenis_kelamin,
    CAST(CASE
        WHEN known.shdk = 1 THEN 1
        WHEN known.shdk IN (2, 3) THEN 2
        WHEN known.shdk IN (7, 8) THEN 6
        WHEN known.shdk IN (9, 11) THEN 8
        WHEN known.shdk = 10 THEN 7
        ELSE known.shdk - 1
    END AS INTEGER) AS shdk_coarse,
    known.rt,
    known.rw,
    known.kode_desa,
    known.kode_kec,
    known.kode_kab,
    known.kode_prov
FROM known
ANTI JOIN record_tie ON known.person_id = record_tie.person_id
LEFT JOIN bearer ON known.nik = bearer.nik;
