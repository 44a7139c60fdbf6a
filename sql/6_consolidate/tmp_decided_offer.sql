-- Title: One value that one record offers for a golden field of a person or family that people decided about
-- Creates: tmp_decided_offer
-- Reads: tmp_offer, tmp_decided_side
-- Variables: none
--
-- Of the fields that can be decided, in dispute or not. value is text; of an address it only tells equal from different.

CREATE OR REPLACE TABLE tmp_decided_offer AS
WITH person_offer AS (
    SELECT tmp_offer.*
    FROM tmp_offer
    SEMI JOIN tmp_decided_side AS side ON side.entity = 'person' AND tmp_offer.person_no = side.entity_no
),

family_offer AS (
    SELECT tmp_offer.*
    FROM tmp_offer
    SEMI JOIN tmp_decided_side AS side ON side.entity = 'family' AND tmp_offer.family_no = side.entity_no
)

SELECT person_no AS entity_no, 'nik' AS field, record_no, nik AS value FROM person_offer WHERE nik IS NOT NULL
UNION ALL
SELECT person_no, 'tanggal_lahir', record_no, tanggal_lahir FROM person_offer WHERE tanggal_lahir IS NOT NULL
UNION ALL
SELECT person_no, 'jenis_kelamin', record_no, jenis_kelamin FROM person_offer WHERE jenis_kelamin IS NOT NULL
UNION ALL
SELECT person_no, 'alamat', record_no, CAST(alamat AS VARCHAR) FROM person_offer WHERE alamat IS NOT NULL
UNION ALL
SELECT person_no, 'desil', record_no, CAST(desil AS VARCHAR) FROM person_offer WHERE desil IS NOT NULL
UNION ALL
SELECT person_no, 'keberadaan', record_no, keberadaan FROM person_offer WHERE keberadaan IS NOT NULL
UNION ALL
SELECT person_no, 'keluarga', record_no, CAST(keluarga AS VARCHAR) FROM person_offer WHERE keluarga IS NOT NULL
UNION ALL
SELECT family_no, 'no_kk', record_no, no_kk FROM family_offer WHERE no_kk IS NOT NULL
UNION ALL
SELECT family_no, 'alamat_keluarga', record_no, CAST(alamat_keluarga AS VARCHAR) FROM family_offer WHERE alamat_keluarga IS NOT NULL
UNION ALL
SELECT family_no, 'desil_keluarga', record_no, CAST(desil_keluarga AS VARCHAR) FROM family_offer WHERE desil_keluarga IS NOT NULL;
