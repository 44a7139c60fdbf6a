-- Title: Masks of NIK, KK and names for everything that leaves the restricted tables
-- Creates: macro mask_number, macro mask_name
-- Reads: nothing
-- Variables: none
--
-- A number keeps its region (first 6 digits) and its last 2, which is enough to find the form it stands on and too little
-- to use it; anything shorter than 12 characters keeps nothing. A name keeps the first letter of each token. The Python
-- twins are in src/dtsen_link/domain/masking.py and a property test holds them together.

CREATE OR REPLACE MACRO mask_number(number_text) AS
    CASE
        WHEN number_text IS NULL THEN NULL
        WHEN length(number_text) < 12 THEN '********'
        ELSE concat(substr(number_text, 1, 6), '********', substr(number_text, length(number_text) - 1, 2))
    END;

-- Written with split and transform, because back references are spelt differently by DuckDB (\1) and Java ($1).
CREATE OR REPLACE MACRO mask_name(name_text) AS
    array_to_string(
        list_transform(
            list_filter(string_split(regexp_replace(name_text, '[\t\n\f\r ]+', ' ', 'g'), ' '), lambda token: token <> ''),
            lambda token: concat(substr(token, 1, 1), '***')
        ),
        ' '
    );
