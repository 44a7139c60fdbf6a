-- Title: one NIK of one source that more than one person may bear, with the number of people that do
-- Creates: tmp_nik_bearer
-- Reads: tmp_record, std_name
-- Variables: nik_placeholder_min
--
-- People are told apart by name and birth date. bearer_all_n counts over all deliveries together: a number that many bear is
-- a placeholder wherever it stands. A NIK that is not here has one bearer: it stands once in its source, and in too few
-- deliveries to be a placeholder. Most do, so most names and dates need not be compared at all.
CREATE OR REPLACE TABLE tmp_nik_bearer AS
WITH in_source AS (
    SELECT
        source,
        nik_digits,
        count(*) AS record_n
    FROM tmp_record
    WHERE nik_form_status IN ('ok', 'ok_retired_region', 'region_unknown', 'birth_invalid', 'serial_zero')
    GROUP BY source, nik_digits
),

doubtful AS (
    SELECT nik_digits
    FROM in_source
    GROUP BY nik_digits
    HAVING max(record_n) > 1 OR sum(record_n) > getvariable('nik_placeholder_min')
),

bearer AS (
    SELECT DISTINCT
        record.source,
        record.nik_digits,
        coalesce(std_name.nama_std, '') || '|' || coalesce(CAST(record.tanggal_lahir AS VARCHAR), '') AS person_key
    FROM tmp_record AS record
    SEMI JOIN doubtful ON record.nik_digits = doubtful.nik_digits
    LEFT JOIN std_name ON name_key(record.nama, record.jenis_kelamin, record.konteks) = std_name.name_id
    WHERE record.nik_form_status IN ('ok', 'ok_retired_region', 'region_unknown', 'birth_invalid', 'serial_zero')
),

in_all AS (
    SELECT
        nik_digits,
        count(DISTINCT person_key) AS bearer_all_n
    FROM bearer
    GROUP BY nik_digits
)

SELECT
    bearer.source,
    bearer.nik_digits,
    CAST(count(*) AS INTEGER) AS bearer_n,
    in_all.bearer_all_n
FROM bearer
INNER JOIN in_all ON bearer.nik_digits = in_all.nik_digits
GROUP BY ALL;
