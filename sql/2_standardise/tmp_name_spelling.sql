-- Title: one distinct token in its safe and its coarse spelling
-- Creates: tmp_name_spelling
-- Reads: tmp_name_token, ref_nama_ejaan, ref_nama_sisa
-- Variables: none
--
-- Two layers: std merges only spellings that are one name beyond doubt, fon merges by sound. A token may become two words
-- (NURHAYATI: NUR HAYATI; ABDURROHMAN: ABDUL ROHMAN), so that both ways of writing align.
CREATE OR REPLACE TABLE tmp_name_spelling AS
WITH distinct_token AS (
    SELECT DISTINCT
        bare,
        is_old_spelling
    FROM tmp_name_token
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
)

SELECT
    bare,
    is_old_spelling,
    baku,
    name_fon(baku) AS fon
FROM known;
