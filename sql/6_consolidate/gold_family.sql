-- Title: One family of the release
-- Creates: gold_family
-- Reads: std_person, tmp_record, tmp_family_key, tmp_unit_key, tmp_family_value, gold_member, gold_person
-- Variables: none
--
-- A family whose members all live in other families by now is kept with member_n = 0: gold_person_source names it as the
-- family at an earlier date.

CREATE OR REPLACE VIEW gold_family AS
WITH merged AS (
    SELECT
        family_no,
        CAST(count(*) AS INTEGER) AS unit_n,
        list_sort(array_agg(DISTINCT source)) AS sources
    FROM tmp_unit_key
    WHERE family_no IS NOT NULL
    GROUP BY family_no
),

current_member AS (
    SELECT
        family_id,
        CAST(count(*) AS INTEGER) AS member_n,
        max(CASE WHEN is_kepala THEN person_id END) AS kepala_person_id
    FROM gold_member
    GROUP BY family_id
),

record AS (
    SELECT
        tmp_record.record_no,
        std_person.kk_status,
        std_person.alamat_raw,
        std_person.jalan,
        std_person.rt,
        std_person.rw,
        std_person.dusun,
        std_person.kode_prov,
        std_person.kode_kab,
        std_person.kode_kec,
        std_person.kode_desa
    FROM std_person
    INNER JOIN tmp_record ON std_person.record_id = tmp_record.record_id
    WHERE
        tmp_record.record_no IN (
            SELECT tmp_family_value.no_kk_no AS record_no FROM tmp_family_value
            UNION ALL
            SELECT tmp_family_value.alamat_keluarga_no AS record_no FROM tmp_family_value
        )
)

SELECT
    tmp_family_key.family_id,
    chosen.no_kk,
    coalesce(kk_record.kk_status, CASE WHEN chosen.no_kk IS NULL THEN 'missing' ELSE 'ok' END) AS kk_status,
    current_member.kepala_person_id,
    head.nama AS nama_kepala,
    coalesce(current_member.member_n, 0) AS member_n,
    address_record.alamat_raw AS alamat,
    address_record.jalan,
    address_record.rt,
    address_record.rw,
    address_record.dusun,
    coalesce(substr(chosen.decided_region, 1, 2), address_record.kode_prov) AS kode_prov,
    coalesce(substr(chosen.decided_region, 1, 4), address_record.kode_kab) AS kode_kab,
    coalesce(substr(chosen.decided_region, 1, 6), address_record.kode_kec) AS kode_kec,
    CASE WHEN length(chosen.decided_region) = 10 THEN chosen.decided_region ELSE address_record.kode_desa END AS kode_desa,
    chosen.desil_keluarga AS desil,
    merged.unit_n,
    CAST(array_length(merged.sources) AS INTEGER) AS source_n,
    merged.sources
FROM tmp_family_key
INNER JOIN merged ON tmp_family_key.family_no = merged.family_no
LEFT JOIN tmp_family_value AS chosen ON tmp_family_key.family_no = chosen.family_no
LEFT JOIN current_member ON tmp_family_key.family_id = current_member.family_id
LEFT JOIN gold_person AS head ON current_member.kepala_person_id = head.person_id
LEFT JOIN record AS kk_record ON chosen.no_kk_no = kk_record.record_no
LEFT JOIN record AS address_record ON chosen.alamat_keluarga_no = address_record.record_no;
