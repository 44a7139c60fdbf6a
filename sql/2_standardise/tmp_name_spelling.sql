-- Title: one distinct token in its safe and its coarse spelling
-- Creates: tmp_name_spelling
-- Reads: tmp_name_part, ref_nama_ejaan, ref_nama_sisa, ref_nama_gelar, ref_nama_singkatan
-- Variables: none
--
-- Two layers: std merges only spellings that are one name beyond doubt, fon merges by sound. A token may become two words
-- (NURHAYATI: NUR HAYATI; ABDURROHMAN: ABDUL ROHMAN), so that both ways of writing align. A plain token reads the same beside
-- whatever neighbours: it is no title, no beginning of a degree (S of S PD) and no abbreviation.
CREATE OR REPLACE TABLE tmp_name_spelling AS
WITH word AS (
    SELECT DISTINCT
        word,
        is_old_spelling
    FROM (SELECT unnest(words) AS word, is_old_spelling FROM tmp_name_part) AS unfolded
),

distinct_token AS (
    SELECT DISTINCT
        replace(word, '.', '') AS bare,
        is_old_spelling
    FROM word
    WHERE replace(word, '.', '') NOT IN ('', ',')
),

token AS (
    SELECT
        bare,
        is_old_spelling,
        squeeze(bare) AS squeezed
    FROM distinct_token
),

modern AS (
    SELECT
        token.bare,
        token.is_old_spelling,
        coalesce(as_is.baku, abdul_apart(squeeze(old_spelling(squeezed, is_old_spelling)))) AS word
    FROM token
    LEFT JOIN ref_nama_ejaan AS as_is ON token.squeezed = as_is.ejaan
),

known AS (
    SELECT
        modern.bare,
        modern.is_old_spelling,
        coalesce(listed.baku, sisa.awalan || ' ' || sisa.sisa, modern.word) AS baku
    FROM modern
    LEFT JOIN ref_nama_ejaan AS listed ON modern.word = listed.ejaan
    LEFT JOIN ref_nama_sisa AS sisa ON modern.word = sisa.awalan || sisa.sisa
),

read_with_others AS (
    SELECT gelar AS bare FROM ref_nama_gelar
    UNION
    SELECT substr(gelar, 1, 1) AS bare FROM ref_nama_gelar WHERE posisi = 'akhir' AND length(gelar) > 2
    UNION
    SELECT substr(gelar, 1, 2) AS bare FROM ref_nama_gelar WHERE posisi = 'akhir' AND length(gelar) > 2
    UNION
    SELECT singkatan AS bare FROM ref_nama_singkatan
)

SELECT
    known.bare,
    known.is_old_spelling,
    known.baku,
    name_fon(known.baku) AS fon,
    read_with_others.bare IS NULL AS is_plain
FROM known
LEFT JOIN read_with_others ON known.bare = read_with_others.bare;
