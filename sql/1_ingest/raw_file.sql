-- Title: one delivered file, its rows accounted for and what is odd about it
-- Creates: raw_file
-- Reads: tmp_file, tmp_file_flag, raw_person, reject
-- Variables: float_text_share, zero_end_share, zero_end_min

-- float_text: 3.20101E+15 or 3201010107850001.0. zero_end: 16 digits that end in 0, what a spreadsheet leaves of a NIK.
CREATE OR REPLACE TABLE raw_file AS
WITH kept AS (
    SELECT
        source,
        file,
        count(*) AS row_n,
        count(nik) AS nik_n,
        count(no_kk) AS kk_n,
        count(*) FILTER (WHERE regexp_matches(nik, '^[0-9]+[.,]?[0-9]*[eE][+]?[0-9]+$|^[0-9]{16}[.,]0+$')) AS nik_float_n,
        count(*) FILTER (WHERE regexp_matches(no_kk, '^[0-9]+[.,]?[0-9]*[eE][+]?[0-9]+$|^[0-9]{16}[.,]0+$')) AS kk_float_n,
        count(*) FILTER (WHERE regexp_matches(nik, '^[0-9]{16}$')) AS nik_whole_n,
        count(*) FILTER (WHERE regexp_matches(nik, '^[0-9]{15}0$')) AS nik_zero_n,
        count(*) FILTER (WHERE source_record_id LIKE 'tanpa-kunci-%') AS key_missing_n
    FROM raw_person
    GROUP BY source, file
),

rejected AS (
    SELECT
        source,
        file,
        count(*) AS row_n
    FROM reject
    GROUP BY source, file
),

flag AS (
    SELECT
        source,
        file,
        flag
    FROM tmp_file_flag
    UNION
    SELECT
        source,
        file,
        'nik_float_text' AS flag
    FROM kept
    WHERE nik_float_n > getvariable('float_text_share') * nik_n
    UNION
    SELECT
        source,
        file,
        'kk_float_text' AS flag
    FROM kept
    WHERE kk_float_n > getvariable('float_text_share') * kk_n
    UNION
    SELECT
        source,
        file,
        'float_damage' AS flag
    FROM kept
    WHERE nik_whole_n >= getvariable('zero_end_min') AND nik_zero_n >= getvariable('zero_end_share') * nik_whole_n
    UNION
    SELECT
        source,
        file,
        'key_missing' AS flag
    FROM kept
    WHERE key_missing_n > 0
),

file_flag AS (
    SELECT
        source,
        file,
        list_sort(list(flag)) AS flags
    FROM flag
    GROUP BY source, file
)

SELECT
    delivered.source,
    delivered.file,
    delivered.format,
    delivered.encoding,
    delivered.delimiter,
    delivered.size_bytes,
    delivered.sha256,
    delivered.rows_read,
    coalesce(kept.row_n, 0) AS rows_kept,
    coalesce(rejected.row_n, 0) AS rows_rejected,
    coalesce(file_flag.flags, cast([] AS VARCHAR[])) AS flags
FROM tmp_file AS delivered
LEFT JOIN kept USING (source, file)
LEFT JOIN rejected USING (source, file)
LEFT JOIN file_flag USING (source, file);
