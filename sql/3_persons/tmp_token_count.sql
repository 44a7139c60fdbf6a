-- Title: how often each name token occurs, by sound
-- Creates: tmp_token_count
-- Reads: linked_person, frozen_frequency
-- Variables: frozen
--
-- Rarity is read from the data itself: SITI says little in Java, much in Papua, and no list knows this quarter's names. A saved
-- model brings the counts it was made with; a token that was not counted then counts as one.
-- Names repeat a great deal, so each is taken apart once.

CREATE TABLE tmp_token_count AS
WITH name AS (
  SELECT
    nama_fon,
    count(*) AS bearer_n
  FROM linked_person
  GROUP BY nama_fon
),

said AS (
  SELECT
    bearer_n,
    unnest(nama_fon) AS fon
  FROM name
),

token AS (
  SELECT
    fon,
    sum(bearer_n) AS bearer_n
  FROM said
  WHERE fon <> ''
  GROUP BY fon
)

SELECT
  t.fon,
  CAST(CASE WHEN getvariable('frozen') THEN coalesce(f.n, 1) ELSE t.bearer_n END AS BIGINT) AS token_n
FROM token AS t
LEFT JOIN frozen_frequency AS f ON f.kind = 'token' AND frequency_key(t.fon) = f.value;
