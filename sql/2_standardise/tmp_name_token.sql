-- Title: one token of a part of a name, with what the title list says of it
-- Creates: tmp_name_token
-- Reads: tmp_name_part, ref_nama_gelar, ref_position
-- Variables: none
--
-- S PD written apart is a degree as well: a token of one or two letters and its follower are looked up together.
CREATE OR REPLACE TABLE tmp_name_token AS
WITH token AS (
    SELECT
        name_id,
        kind,
        jk,
        konteks,
        is_old_spelling,
        ref_position.n AS position,
        words[ref_position.n] AS word
    FROM tmp_name_part
    INNER JOIN ref_position ON ref_position.n <= array_length(words)
),

marked AS (
    SELECT
        *,
        replace(word, '.', '') AS bare,
        strpos(word, '.') > 0 AS has_dot,
        max(CASE WHEN word = ',' THEN 1 ELSE 0 END) OVER earlier = 1 AS is_after_comma,
        replace(lead(word) OVER whole, '.', '') AS next_bare,
        replace(lag(word) OVER whole, '.', '') AS previous_bare
    FROM token
    WINDOW
        whole AS (PARTITION BY name_id, kind ORDER BY position),
        earlier AS (PARTITION BY name_id, kind ORDER BY position ROWS UNBOUNDED PRECEDING)
)

SELECT
    marked.name_id,
    kind,
    jk,
    konteks,
    is_old_spelling,
    position,
    bare,
    has_dot,
    coalesce(bool_or(
        gelar.posisi IN ('awal', 'mana')
        AND (gelar.syarat = 'selalu' OR has_dot OR is_after_comma OR (gelar.syarat = 'laki' AND coalesce(jk, 'L') = 'L'))
    ), FALSE) AS is_front_title,
    coalesce(bool_or(
        (gelar.posisi IN ('akhir', 'mana') AND (gelar.syarat = 'selalu' OR has_dot OR is_after_comma))
    ), FALSE)
    OR coalesce(bool_or(is_after_comma AND gelar.gelar IS NOT NULL), FALSE)
    OR coalesce(bool_or(pair.gelar IS NOT NULL), FALSE) AS is_back_title,
    coalesce(bool_or(gelar.posisi = 'mana'), FALSE) AS is_title_anywhere
FROM marked
LEFT JOIN ref_nama_gelar AS gelar ON marked.bare = gelar.gelar
LEFT JOIN ref_nama_gelar AS pair
    ON
        pair.posisi = 'akhir'
        AND (
            (length(marked.bare) <= 2 AND marked.bare || marked.next_bare = pair.gelar AND length(pair.gelar) > 2)
            OR (length(marked.previous_bare) <= 2 AND marked.previous_bare || marked.bare = pair.gelar AND length(pair.gelar) > 2)
        )
WHERE bare <> '' AND bare <> ','
GROUP BY ALL;
