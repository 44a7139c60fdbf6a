-- Title: dates and ages as delivered, read by the order of their fields
-- Creates: macro date_text, macro month_number, macro date_field, macro date_part_n, macro is_iso_date, macro date_from_parts,
--   macro year_of_four, macro is_heaped
-- Reads: nothing
-- Variables: none
--
-- A source states its formats (%d-%m-%Y); what counts is the order of day, month and year, not the separator. Impossible
-- dates give null. docs/rules/dates.md.

-- Upper case, time of day off, every separator a blank, month names as numbers, compact digits kept.
CREATE OR REPLACE MACRO date_text(s) AS
    trim(regexp_replace(
        regexp_replace(trim(upper(s)), '[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?Z?$', '', 'g'), '[^A-Z0-9]+', ' ', 'g'
    ));

CREATE OR REPLACE MACRO month_number(t) AS
    CASE
        WHEN regexp_matches(t, '^[0-9]{1,2}$') THEN try_cast(t AS INTEGER)
        WHEN regexp_matches(t, '^JAN') THEN 1
        WHEN regexp_matches(t, '^(FEB|PEB)') THEN 2
        WHEN regexp_matches(t, '^MAR') THEN 3
        WHEN regexp_matches(t, '^APR') THEN 4
        WHEN regexp_matches(t, '^(MEI|MAY)') THEN 5
        WHEN regexp_matches(t, '^JUN') THEN 6
        WHEN regexp_matches(t, '^JUL') THEN 7
        WHEN regexp_matches(t, '^(AGU|AGT|AUG)') THEN 8
        WHEN regexp_matches(t, '^SEP') THEN 9
        WHEN regexp_matches(t, '^(OKT|OCT)') THEN 10
        WHEN regexp_matches(t, '^(NOV|NOP)') THEN 11
        WHEN regexp_matches(t, '^(DES|DEC)') THEN 12
    END;

CREATE OR REPLACE MACRO date_part_n(t) AS array_length(string_split(t, ' '));

CREATE OR REPLACE MACRO is_iso_date(t) AS regexp_matches(t, '^[0-9]{4} [0-9]{2} [0-9]{2}$');

-- The field (D, M or Y) of a text in the given order (DMY, YMD, MDY, MY, Y); compact texts are cut by the order's widths.
CREATE OR REPLACE MACRO date_field(t, field_order, field) AS
    CASE
        WHEN strpos(field_order, field) = 0 THEN NULL
        WHEN regexp_matches(t, '^[0-9]{8}$') AND length(field_order) = 3 THEN
            CASE
                WHEN field = 'Y' AND substr(field_order, 1, 1) = 'Y' THEN substr(t, 1, 4)
                WHEN field = 'Y' THEN substr(t, 5, 4)
                WHEN substr(field_order, 1, 1) = 'Y' THEN substr(t, 2 * strpos(field_order, field) + 1, 2)
                ELSE substr(t, 2 * strpos(field_order, field) - 1, 2)
            END
        WHEN date_part_n(t) = length(field_order) THEN split_part(t, ' ', strpos(field_order, field))
    END;

-- Four digits of a year; two digits take the later century that is not after the last possible year.
CREATE OR REPLACE MACRO year_of_four(t, last_year) AS
    CASE
        WHEN regexp_matches(t, '^[0-9]{4}$') THEN try_cast(t AS INTEGER)
        WHEN regexp_matches(t, '^[0-9]{2}$') AND 2000 + try_cast(t AS INTEGER) <= last_year THEN 2000 + try_cast(t AS INTEGER)
        WHEN regexp_matches(t, '^[0-9]{2}$') THEN 1900 + try_cast(t AS INTEGER)
    END;

CREATE OR REPLACE MACRO date_from_parts(y, m, d) AS
    CASE
        WHEN y BETWEEN 1 AND 9999 AND m BETWEEN 1 AND 12 AND d BETWEEN 1 AND 31
            THEN try_cast(
                lpad(CAST(y AS VARCHAR), 4, '0') || '-' || lpad(CAST(m AS VARCHAR), 2, '0')
                || '-' || lpad(CAST(d AS VARCHAR), 2, '0') AS DATE
            )
    END;

-- 1 July and 15 as well as 31 December and 1 January are what offices write where nobody knows the day; 15 is not counted,
-- since one day in thirty bears it honestly.
CREATE OR REPLACE MACRO is_heaped(dob) AS strftime(dob, '%m%d') IN ('0701', '1231', '0101');
