-- Title: one distinct standardised name and the forms of it that comparisons and keys use
-- Creates: tmp_name_form
-- Reads: linked_person, tmp_token_count
-- Variables: none
--
-- Done once per distinct name, not per record: names repeat a great deal. Tokens are put in the order of their rarity once, not
-- within each name.

CREATE TABLE tmp_name_form AS
WITH name AS (
  SELECT DISTINCT
    nama_std,
    nama_tokens,
    nama_fon
  FROM linked_person
  WHERE nama_std IS NOT NULL
),

token AS (
  SELECT
    fon,
    row_number() OVER (ORDER BY CASE WHEN length(fon) > 1 THEN 0 ELSE 1 END, token_n, fon) AS place
  FROM tmp_token_count
),

said AS (
  SELECT
    nama_std,
    unnest(nama_fon) AS fon
  FROM name
),

rarest_place AS (
  SELECT
    said.nama_std,
    min(token.place) AS place
  FROM said
  INNER JOIN token ON said.fon = token.fon
  GROUP BY said.nama_std
),

rarest AS (
  SELECT
    rarest_place.nama_std,
    token.fon AS fon_langka
  FROM rarest_place
  INNER JOIN token ON rarest_place.place = token.place
),

form AS (
  SELECT
    n.nama_std,
    array_to_string(list_sort(n.nama_tokens), ' ') AS nama_urut,
    replace(n.nama_std, ' ', '') AS nama_rapat,
    array_to_string(list_sort(n.nama_fon), ' ') AS fon_urut,
    n.nama_fon[1] AS fon_depan,
    r.fon_langka
  FROM name AS n
  LEFT JOIN rarest AS r ON n.nama_std = r.nama_std
  QUALIFY row_number() OVER (PARTITION BY n.nama_std ORDER BY n.nama_tokens, n.nama_fon) = 1
)

SELECT
  nama_std,
  nama_urut,
  nama_rapat,
  fon_urut,
  fon_depan,
  fon_langka,
  text_hash(nama_urut) AS nama_urut_no,
  text_hash(fon_urut) AS fon_urut_no,
  text_hash(fon_depan) AS fon_depan_no,
  text_hash(fon_langka) AS fon_langka_no
FROM form;
