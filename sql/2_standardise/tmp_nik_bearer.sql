-- Title: one NIK of one source with the number of people that bear it
-- Creates: tmp_nik_bearer
-- Reads: tmp_record_number
-- Variables: none
--
-- People are told apart by name and birth date. bearer_all_n counts over all deliveries together: a number that many bear is
-- a placeholder wherever it stands.
CREATE OR REPLACE TABLE tmp_nik_bearer AS
WITH bearer AS (
    SELECT DISTINCT
        source,
        nik_digits,
        coalesce(nama_std, '') || '|' || coalesce(CAST(tanggal_lahir AS VARCHAR), '') AS person_key
    FROM tmp_record_number
    WHERE nik_form_status IN ('ok', 'ok_retired_region', 'region_unknown', 'birth_invalid', 'serial_zero')
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
