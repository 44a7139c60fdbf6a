-- Title: one source with the year its stated ages refer to
-- Creates: tmp_age_year
-- Reads: raw_person, tmp_date, ref_source
-- Variables: none
--
-- Ages are those of the day of enumeration, which may be years from the date of the delivery. Records that state both an
-- age and a whole birth date tell the year; with fewer than 30 of them the source's data date does.
CREATE OR REPLACE TABLE tmp_age_year AS
WITH told AS (
    SELECT
        raw_person.source,
        year(tmp_date.tanggal_lahir) + try_cast(umur AS INTEGER) AS age_year,
        count(*) AS record_n
    FROM raw_person
    INNER JOIN tmp_date ON raw_person.source = tmp_date.source AND raw_person.tanggal_lahir = tmp_date.tanggal_raw
    WHERE tmp_date.dob_precision = 'day' AND try_cast(umur AS INTEGER) BETWEEN 0 AND 120
    GROUP BY ALL
),

commonest AS (
    SELECT
        source,
        max_by(age_year, (record_n, age_year)) AS age_year,
        sum(record_n) AS record_n
    FROM told
    GROUP BY source
)

SELECT
    ref_source.source,
    CASE WHEN commonest.record_n >= 30 THEN commonest.age_year ELSE year(ref_source.data_date) END AS age_year
FROM ref_source
LEFT JOIN commonest ON ref_source.source = commonest.source;
