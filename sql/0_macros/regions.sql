-- Title: region names in a form that compares
-- Creates: macro region_words, macro region_spelt_out, macro region_key, macro kab_kind, macro kab_bare, macro kec_bare, macro desa_bare,
--   macro prov_bare, macro region_near, macro region_tuple
-- Reads: nothing
-- Variables: none
--
-- Names of one place differ in spacing (SIDO MULYO, SIDOMULYO), quotes, abbreviations (SEI, TJ), and roman or arabic
-- numbers; docs/rules/regions.md.

-- Upper case, no quotes, every other mark a blank, one blank between words.
CREATE OR REPLACE MACRO region_words(s) AS
    trim(regexp_replace(
        regexp_replace(
            translate(upper(s), 'ÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜ', 'AAAAEEEEIIIIOOOOUUUU'), '[''`’‘"“”]', '', 'g'
        ),
        '[^A-Z0-9]+', ' ', 'g'
    ));

-- Words spelt out, roman numbers as arabic ones, then all blanks off. Two blanks between words, so that one replacement does not
-- use up the blank before the next word.
CREATE OR REPLACE MACRO region_spelt_out(words) AS
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        ' ' || replace(words, ' ', '  ') || ' ',
        ' SEI ', ' SUNGAI '), ' SEL ', ' SELATAN '), ' TJ ', ' TANJUNG '), ' TG ', ' TANJUNG '), ' TJG ', ' TANJUNG '),
        ' KEP ', ' KEPULAUAN '), ' GN ', ' GUNUNG '), ' BKT ', ' BUKIT '), ' KP ', ' KAMPUNG '), ' PD ', ' PADANG ');

CREATE OR REPLACE MACRO region_key(words) AS
    replace(replace(replace(replace(replace(replace(replace(replace(replace(
        region_spelt_out(words),
        ' VIII ', ' 8 '), ' VII ', ' 7 '), ' VI ', ' 6 '), ' IV ', ' 4 '), ' V ', ' 5 '), ' III ', ' 3 '), ' II ', ' 2 '),
        ' I ', ' 1 '), ' ', '');

CREATE OR REPLACE MACRO kab_kind(words) AS
    CASE
        WHEN regexp_matches(words, '^(KOTA|KOTAMADYA|KODYA) ') THEN 'KOTA'
        WHEN regexp_matches(words, '^(KAB|KABUPATEN) ') THEN 'KAB'
        ELSE ''
    END;

CREATE OR REPLACE MACRO kab_bare(words) AS
    regexp_replace(words, '^(KOTA|KOTAMADYA|KODYA|KAB|KABUPATEN) ((ADM|ADMINISTRASI) )?', '', 'g');

CREATE OR REPLACE MACRO kec_bare(words) AS regexp_replace(words, '^(KEC|KECAMATAN|DISTRIK|KAPANEWON|KEMANTREN) ', '', 'g');

CREATE OR REPLACE MACRO desa_bare(words) AS regexp_replace(words, '^(DESA|DS|KEL|KELURAHAN) ', '', 'g');

CREATE OR REPLACE MACRO prov_bare(words) AS regexp_replace(words, '^(PROV|PROVINSI|PROPINSI) ', '', 'g');

-- How alike two keys are, 0 to 1; names that differ in their number are two places.
CREATE OR REPLACE MACRO region_near(a, b) AS
    CASE
        WHEN regexp_replace(a, '[^0-9]', '', 'g') <> regexp_replace(b, '[^0-9]', '', 'g') THEN 0.0
        ELSE jaro_winkler_similarity(a, b)
    END;

-- One text for a delivered code and its names.
CREATE OR REPLACE MACRO region_tuple(source, kode, prov, kab, kec, desa) AS
    concat(
        source, '|', coalesce(kode, ''), '|', coalesce(prov, ''), '|', coalesce(kab, ''), '|', coalesce(kec, ''), '|', coalesce(desa, '')
    );
