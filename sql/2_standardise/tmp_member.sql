-- Title: one record of a source that knows families, with what tells the families of one household apart
-- Creates: tmp_member
-- Reads: raw_person, ref_source, tmp_record, tmp_record_number, std_address
-- Variables: none
--
-- Family ids of nothing but zeros and dashes are no ids: they would merge unrelated families into one. Any KK of sixteen digits
-- counts here, also one that fails its checks: a slip in it is healed by its neighbours.
CREATE OR REPLACE TABLE tmp_member AS
WITH member AS (
    SELECT
        raw.record_id,
        ref_source.family_unit,
        raw.source || ':' || raw.source_family_id AS family_id,
        CASE WHEN number.kk_shape = 'ok' THEN number.kk_digits END AS kk_digits,
        coalesce(tmp_record.shdk_coarse = 1, FALSE) AS is_head,
        concat_ws(
            '|',
            coalesce(tmp_record.kode_desa, raw.nama_desa, ''),
            coalesce(three_digits(raw.rw), std_address.rw, ''),
            coalesce(three_digits(raw.rt), std_address.rt, ''),
            coalesce(raw.dusun, std_address.dusun, ''),
            coalesce(std_address.jalan, '')
        ) AS address_key
    FROM raw_person AS raw
    INNER JOIN ref_source ON raw.source = ref_source.source
    INNER JOIN tmp_record ON raw.record_id = tmp_record.record_id
    INNER JOIN tmp_record_number AS number ON raw.record_id = number.record_id
    LEFT JOIN std_address ON raw.alamat = std_address.alamat
    WHERE ref_source.family_unit <> 'none' AND regexp_matches(raw.source_family_id, '[1-9A-Za-z]')
)

SELECT
    record_id,
    family_unit,
    family_id,
    kk_digits,
    is_head,
    address_key,
    coalesce(kk_digits, '@' || address_key) AS group_key
FROM member;
