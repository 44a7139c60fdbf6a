-- Title: how often each name token occurs, by sound
-- Creates: tmp_token_count
-- Reads: std_person
-- Variables: none
--
-- Rarity is read from the data itself: SITI says little in Java, much in Papua, and no list knows this quarter's names.

CREATE TABLE tmp_token_count AS
WITH token AS (
  SELECT u.fon
  FROM std_person AS p
  CROSS JOIN unnest(p.nama_fon) AS u(fon)
)

SELECT
  fon,
  count(*) AS token_n
FROM token
WHERE fon <> ''
GROUP BY fon;
