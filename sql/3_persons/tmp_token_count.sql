-- Title: how often each name token occurs, by sound
-- Creates: tmp_token_count
-- Reads: linked_person
-- Variables: none
--
-- Rarity is read from the data itself: SITI says little in Java, much in Papua, and no list knows this quarter's names.
-- Names repeat a great deal, so each is taken apart once.

CREATE TABLE tmp_token_count AS
WITH name AS (
  SELECT
    nama_fon,
    count(*) AS bearer_n
  FROM linked_person
  GROUP BY nama_fon
)

SELECT
  u.fon,
  CAST(sum(n.bearer_n) AS BIGINT) AS token_n
FROM name AS n
CROSS JOIN unnest(n.nama_fon) AS u(fon)
WHERE u.fon <> ''
GROUP BY u.fon;
