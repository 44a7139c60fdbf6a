-- Title: reading a delivered No. KK: its date of recording and its grade
-- Creates: macro kk_date_possible, macro kk_holds_nik, macro numbers_near
-- Reads: nothing
-- Variables: none
--
-- The twin is src/dtsen_link/domain/kk.py. Nothing is added to the day of a KK number, and nobody recorded it after the
-- data were taken or before numbered cards were printed (1990 is a generous limit).

CREATE OR REPLACE MACRO kk_date_possible(d, data_date) AS
    substr(d, 7, 2) <= '31'
    AND birth_possible(d)
    AND (
        '20' || substr(d, 11, 2) || substr(d, 9, 2) || substr(d, 7, 2) <= strftime(data_date, '%Y%m%d')
        OR substr(d, 11, 2) >= '90'
    );

-- A woman's NIK in the KK column: the day has 40 added.
CREATE OR REPLACE MACRO kk_holds_nik(d) AS substr(d, 7, 2) > '40' AND birth_possible(d);

-- Two numbers that one slip of the fingers tells apart: a digit changed, lost, added, or two neighbours swapped.
CREATE OR REPLACE MACRO numbers_near(a, b) AS damerau_levenshtein(a, b) = 1;
