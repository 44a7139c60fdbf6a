-- Title: reading a delivered NIK or KK number: its digits, its form, its birth part
-- Creates: macro number_bare, macro number_is_float, macro number_is_zero_tail, macro number_plain, macro birth_possible,
--   macro number_is_lettered, macro number_lettered, macro number_digits, macro number_is_missing, macro number_shape,
--   macro nik_sex, macro birth_year_near, macro birth_day, macro birth_month, macro birth_year, macro birth_differs
-- Reads: nothing
-- Variables: none
--
-- The twin is src/dtsen_link/domain/nik.py; the rules and their sources stand in docs/rules/nik.md.

-- Upper case without blanks, invisible characters, quotes and a leading label such as NIK:
CREATE OR REPLACE MACRO number_bare(s) AS
    regexp_replace(
        regexp_replace(upper(s), '[\s''"`’‘“”\x{00A0}\x{200B}\x{200C}\x{200D}\x{2060}\x{FEFF}]', '', 'g'),
        '^(NO\.?|NOMOR)?(NIK|KK)[:.=]*', '', 'g'
    );

-- 3.20101E+15, and 3,20101E+15 where the comma is the decimal mark
CREATE OR REPLACE MACRO number_is_float(t) AS regexp_matches(t, '^[0-9]+([.,][0-9]+)?E[+]?[0-9]+$');

-- 3201010107850001.0
CREATE OR REPLACE MACRO number_is_zero_tail(t) AS regexp_matches(t, '^[0-9]{6,17}[.,]0+$');

CREATE OR REPLACE MACRO number_plain(t) AS regexp_replace(t, '[^0-9]', '', 'g');

-- Sixteen digits: is the birth part a date in some century? 2000 is a leap year, so 29 February asks for a year that 4 divides.
CREATE OR REPLACE MACRO birth_possible(d) AS
    try_cast(substr(d, 9, 2) AS INTEGER) BETWEEN 1 AND 12
    AND try_cast(substr(d, 7, 2) AS INTEGER) - CASE WHEN substr(d, 7, 1) >= '4' AND substr(d, 7, 2) > '40' THEN 40 ELSE 0 END
        BETWEEN 1 AND CASE
            WHEN substr(d, 9, 2) = '02' AND try_cast(substr(d, 11, 2) AS INTEGER) % 4 = 0 THEN 29
            WHEN substr(d, 9, 2) = '02' THEN 28
            WHEN substr(d, 9, 2) IN ('04', '06', '09', '11') THEN 30
            ELSE 31
        END;

-- Letters that look like digits, read as such.
CREATE OR REPLACE MACRO number_lettered(t) AS
    translate(regexp_replace(t, '[.,:;/_*–—-]', '', 'g'), 'OILSB', '01158');

CREATE OR REPLACE MACRO number_is_lettered(t) AS
    CASE
        WHEN regexp_matches(t, '^[0-9.,:;/_*–—-]*$') THEN FALSE
        WHEN number_is_float(t) THEN FALSE
        WHEN NOT regexp_matches(number_lettered(t), '^[0-9]{16}$') THEN FALSE
        ELSE birth_possible(number_lettered(t)) AND substr(number_lettered(t), 13, 4) <> '0000'
    END;

-- The digits of a bare value; the first branch is the common one and costs one expression.
CREATE OR REPLACE MACRO number_digits(t) AS
    CASE
        WHEN regexp_matches(t, '^[0-9]{16}$') THEN t
        WHEN number_is_float(t) THEN number_plain(split_part(t, 'E', 1))
        WHEN number_is_zero_tail(t) THEN regexp_extract(t, '^([0-9]+)', 1)
        WHEN number_is_lettered(t) THEN number_lettered(t)
        ELSE number_plain(t)
    END;

CREATE OR REPLACE MACRO number_is_missing(t) AS
    t IS NULL
    OR regexp_matches(t, '^([^0-9A-Z]*|NULL|NAN|NONE|NA|N/A|#N/A|TIDAKADA|KOSONG|BELUMADA|TDKADA)$');

-- Grade by form alone, of a bare value t and its digits d.
CREATE OR REPLACE MACRO number_shape(t, d) AS
    CASE
        WHEN number_is_missing(t) OR d = '' THEN 'missing'
        WHEN regexp_matches(d, '^(0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$') THEN 'placeholder'
        WHEN length(d) <> 16 AND number_is_float(t) THEN 'float_lost'
        WHEN length(d) = 16 AND d > '9007199254740992' AND number_is_zero_tail(t) THEN 'float_lost'
        WHEN length(d) <> 16 THEN 'bad_length'
        WHEN substr(d, 1, 6) = '000000' OR substr(d, 7, 6) = '000000' OR substr(d, 13, 4) = '9999' THEN 'placeholder'
        WHEN substr(d, 1, 1) = '0' AND NOT (substr(d, 1, 3) = '095' AND birth_possible(d)) THEN 'temporary'
        ELSE 'ok'
    END;

CREATE OR REPLACE MACRO nik_sex(d) AS CASE WHEN substr(d, 7, 2) > '40' THEN 'P' ELSE 'L' END;

-- Two digits of a year, in the century nearest to a stated year; null without one: two digits do not tell the century.
CREATE OR REPLACE MACRO birth_year_near(yy, stated_year) AS
    CASE WHEN abs(2000 + yy - stated_year) < abs(1900 + yy - stated_year) THEN 2000 + yy ELSE 1900 + yy END
    + 0 * stated_year;

-- Day, month and two digits of the year in the birth part.
CREATE OR REPLACE MACRO birth_day(d) AS
    try_cast(substr(d, 7, 2) AS INTEGER) - CASE WHEN substr(d, 7, 2) > '40' THEN 40 ELSE 0 END;

CREATE OR REPLACE MACRO birth_month(d) AS try_cast(substr(d, 9, 2) AS INTEGER);

CREATE OR REPLACE MACRO birth_year(d) AS try_cast(substr(d, 11, 2) AS INTEGER);

-- Does a birth part, taken apart, contradict a stated date? A heaped day (1 Jan, 1 Jul, 31 Dec) or a lesser precision on either
-- side leaves only the year (month precision: year and month) to contradict.
CREATE OR REPLACE MACRO birth_differs(yy, mm, dd, dob, precision_of_dob) AS
    CASE
        WHEN yy IS NULL OR dob IS NULL THEN FALSE
        WHEN yy <> year(dob) % 100 THEN TRUE
        WHEN precision_of_dob IN ('heaped', 'year') THEN FALSE
        WHEN (dd = 1 AND mm IN (1, 7)) OR (dd = 31 AND mm = 12) THEN FALSE
        WHEN mm <> month(dob) THEN TRUE
        WHEN precision_of_dob = 'month' THEN FALSE
        ELSE dd <> day(dob)
    END;
