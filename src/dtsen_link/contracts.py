"""The tables between stages and in the release: columns, types, keys and what each means.

Every boundary table is declared here once. pipeline.py checks what a stage leaves behind against it, docs/tables.md is
generated from it, and the release's data dictionary is the same text. A `?` after a type means that null is allowed; the
meaning says what null stands for.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of a boundary table."""

    name: str
    type: str
    nullable: bool
    meaning: str


@dataclass(frozen=True)
class Table:
    """One boundary table.

    Attributes:
        name: as in SQL.
        stage: the stage that writes it.
        grain: what one row is.
        key: columns that identify a row and that files are sorted by.
        columns: in order.
        open_ended: more columns may follow (model-dependent comparison levels).
    """

    name: str
    stage: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    open_ended: bool = False

    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _table(name: str, stage: str, grain: str, key: str, columns: str, *, open_ended: bool = False) -> Table:
    parsed = []
    for line in columns.strip().splitlines():
        column_name, type_name, meaning = line.split(None, 2)
        parsed.append(Column(column_name, type_name.rstrip("?"), type_name.endswith("?"), meaning))
    return Table(name, stage, grain, tuple(key.split()), tuple(parsed), open_ended)


RAW_FILE = _table(
    "raw_file",
    "ingest",
    "one delivered file",
    "source file",
    """
    source           VARCHAR   name of the source
    file             VARCHAR   path as configured, relative to the configuration where possible
    format           VARCHAR   csv, parquet or xlsx
    encoding         VARCHAR?  text encoding found (utf-8, latin-1, cp1252); null for Parquet and XLSX
    delimiter        VARCHAR?  field delimiter found; null for Parquet and XLSX
    size_bytes       BIGINT    size on disk
    sha256           VARCHAR   hash of the file's bytes
    rows_read        BIGINT    data rows found, broken ones included
    rows_kept        BIGINT    rows that went on to raw_person
    rows_rejected    BIGINT    rows in reject; rows_read = rows_kept + rows_rejected
    flags            VARCHAR[] what is odd about the whole file: nik_numeric, kk_numeric, float_damage, line_breaks_in_values (read as blanks), ...
    """,
)

RAW_PERSON = _table(
    "raw_person",
    "ingest",
    "one delivered person record that could be read, every value as text as it stood",
    "record_id",
    """
    record_id        VARCHAR   source:source_record_id, with #2, #3 ... where a source key came twice with unlike rows
    source           VARCHAR   name of the source
    file             VARCHAR   delivered file
    line             BIGINT    line (CSV) or row number in the file, from 1, header included
    source_record_id VARCHAR   key of the record in its source; empty keys are given one from the row's content
    source_family_id VARCHAR?  key of the family or household in its source; null where the source has none
    key_repeat       INTEGER   1 for the first or only row of a source key, 2 ... for further unlike rows
    nik              VARCHAR?  as delivered; null means empty or no such column (so in every column below)
    no_kk            VARCHAR?  as delivered
    padan_dukcapil   VARCHAR?  as delivered: was the NIK found at Dukcapil
    nama             VARCHAR?  as delivered
    nama_ayah        VARCHAR?  as delivered
    nama_ibu         VARCHAR?  as delivered
    jenis_kelamin    VARCHAR?  as delivered
    tempat_lahir     VARCHAR?  as delivered
    tanggal_lahir    VARCHAR?  as delivered
    umur             VARCHAR?  as delivered
    shdk             VARCHAR?  as delivered: relation to the head of the family
    status_kawin     VARCHAR?  as delivered
    pendidikan       VARCHAR?  as delivered
    pekerjaan        VARCHAR?  as delivered
    keberadaan       VARCHAR?  as delivered: presence
    alamat           VARCHAR?  as delivered
    rt               VARCHAR?  as delivered
    rw               VARCHAR?  as delivered
    dusun            VARCHAR?  as delivered
    kode_wilayah     VARCHAR?  as delivered: region code in the source's code system
    nama_prov        VARCHAR?  as delivered
    nama_kab         VARCHAR?  as delivered
    nama_kec         VARCHAR?  as delivered
    nama_desa        VARCHAR?  as delivered
    desil            VARCHAR?  as delivered: welfare decile
    program          VARCHAR[]? per programme that the file has a column of: its name, the unit separator (U+001F), the value as delivered, empty ones too; null where the file has none
    """,
)

RAW_SENSITIVE = _table(
    "raw_sensitive",
    "ingest",
    "one value of a sensitive column (health, disability); never read by linkage",
    "record_id field",
    """
    record_id        VARCHAR   record of raw_person
    field            VARCHAR   column of the delivery
    value            VARCHAR   as delivered; empty values have no row
    """,
)

RAW_EXTRA = _table(
    "raw_extra",
    "ingest",
    "one value of an extra column, which an own model uses as evidence; stays in the work folder",
    "record_id field",
    """
    record_id        VARCHAR   record of raw_person
    field            VARCHAR   name of the extra in the source's configuration
    value            VARCHAR   as delivered; empty values have no row
    """,
)

REJECT = _table(
    "reject",
    "ingest",
    "one delivered line or row that could not become a record",
    "source file line reason",
    """
    source           VARCHAR   name of the source
    file             VARCHAR   delivered file
    line             BIGINT    line or row number in the file, from 1
    reason           VARCHAR   BARIS_RUSAK, BARIS_KEMBAR (an identical row), BARIS_KOSONG, BARIS_TANPA_ISI (only columns we do not know are filled)
    detail           VARCHAR   what was wrong, in words
    raw_text         VARCHAR   the line as it stood, sensitive values replaced by (sensitif) (restricted: not masked otherwise)
    """,
)

STD_PERSON = _table(
    "std_person",
    "standardise",
    "one source record, typed, cleaned and graded; raw values beside",
    "record_id",
    """
    record_id        VARCHAR   as in raw_person
    source           VARCHAR   name of the source
    source_record_id VARCHAR   key in the source
    source_family_id VARCHAR?  family or household key in the source
    unit_id          VARCHAR?  family unit in std_family; null where the source has no families
    delivery         VARCHAR   delivered file
    data_date        DATE      date the source's data speak of
    trust            INTEGER   trust order of the source, 100 is best
    nik_raw          VARCHAR?  as delivered
    nik              VARCHAR?  16 digits; null unless nik_status is ok, ok_retired_region, region_unknown, birth_invalid or serial_zero
    nik_status       VARCHAR   ok, ok_retired_region, region_unknown, birth_invalid, serial_zero, placeholder, temporary, float_lost, bad_length, missing
    nik_digits       VARCHAR?  the digits found, of any length from 6 to 17, for nearness only; null for placeholder, temporary, missing
    nik_dob_conflict BOOLEAN   the NIK's birth part contradicts the stated birth date
    nik_sex_conflict BOOLEAN   the NIK's sex contradicts the stated sex
    nik_shared_n     INTEGER   distinct (name, birth date) pairs that bear this NIK in the same source; 0 without NIK
    nik_repaired     BOOLEAN   letters read as digits, or digits joined again
    nik_usable       BOOLEAN   may serve as an exact key: one of the first three grades and nik_shared_n = 1
    no_kk_raw        VARCHAR?  as delivered
    no_kk            VARCHAR?  16 digits; null unless kk_status is ok, ok_retired_region or region_unknown
    kk_status        VARCHAR   ok, ok_retired_region, region_unknown, date_invalid, serial_zero, placeholder, temporary, float_lost, bad_length, nik_in_kk, missing
    padan_dukcapil   BOOLEAN?  the source says the NIK was found at Dukcapil; null where it does not say
    nama_raw         VARCHAR?  as delivered
    nama_std         VARCHAR?  comparison form: upper case, titles off, abbreviations out, old spelling; null when no letter is left
    nama_tokens      VARCHAR[] tokens of nama_std in order; empty when nama_std is null
    nama_fon         VARCHAR[] coarser phonetic form of each token of nama_tokens, same length
    gelar            VARCHAR?  titles and degrees taken off
    alias            VARCHAR?  second name (alias, als, brackets)
    nama_ayah        VARCHAR?  comparison form of the father's name, from its column or after bin/binti
    nama_ibu         VARCHAR?  comparison form of the mother's name
    jenis_kelamin    VARCHAR?  L or P; null unknown
    tempat_lahir     VARCHAR?  comparison form of the birth place
    tanggal_lahir    DATE?     null when only an age or nothing is known
    dob_precision    VARCHAR   day, heaped (1 Jul, 31 Dec, 1 Jan), month, year, age, none
    tahun_lahir      INTEGER?  birth year, from the date or as year of data_date less age; null when neither is known
    umur             INTEGER?  age as stated; null when not stated or not a number
    shdk             INTEGER?  Dukcapil's eleven: 1 KEPALA 2 SUAMI 3 ISTRI 4 ANAK 5 MENANTU 6 CUCU 7 ORANGTUA 8 MERTUA 9 FAMILI LAIN 10 PEMBANTU 11 LAINNYA
    shdk_coarse      INTEGER?  the forms' eight: 1 kepala 2 istri/suami 3 anak 4 menantu 5 cucu 6 orang tua/mertua 7 pembantu 8 lainnya
    status_kawin     INTEGER?  1 BELUM KAWIN 2 KAWIN 3 CERAI HIDUP 4 CERAI MATI
    pendidikan       VARCHAR?  as delivered, trimmed and upper case
    pekerjaan        VARCHAR?  as delivered, trimmed and upper case
    keberadaan       VARCHAR?  ADA, MENINGGAL, PINDAH, LUAR_NEGERI, BARU, TIDAK_DITEMUKAN, GANDA, TANPA_DOKUMEN, NONAKTIF
    alamat_raw       VARCHAR?  as delivered
    jalan            VARCHAR?  street or lane, normalised
    nomor            VARCHAR?  house number
    blok             VARCHAR?  block
    rt               VARCHAR?  three digits
    rw               VARCHAR?  three digits
    dusun            VARCHAR?  hamlet: dusun, kampung, lingkungan, banjar, jorong ... without its kind word
    kode_prov        VARCHAR?  current Kemendagri code, 2 digits
    kode_kab         VARCHAR?  current Kemendagri code, 4 digits
    kode_kec         VARCHAR?  current Kemendagri code, 6 digits
    kode_desa        VARCHAR?  current Kemendagri code, 10 digits
    kode_raw         VARCHAR?  region code as delivered
    kode_system      VARCHAR   kemendagri, bps or none
    wilayah_grade    VARCHAR   how the region was found: code, crosswalk, name, partial (not down to the desa), conflict (code and name differ), unknown
    desil            INTEGER?  1 to 10; null not ranked
    program          VARCHAR[]? programmes the record says the person receives, sorted; empty: it says of some that the person does not; null: it says nothing of any
    program_disebut  VARCHAR[]? programmes the record says yes or no of, sorted; null as program
    quality_flags    VARCHAR[] sorted codes of what is odd about the record
    """,
)

STD_FAMILY = _table(
    "std_family",
    "standardise",
    "one family unit as one source knows it: a KK, a KK inside a ruta, a couple's family",
    "unit_id",
    """
    unit_id          VARCHAR   source:source_family_id, with /2, /3 ... for further KK inside one ruta
    source           VARCHAR   name of the source
    source_family_id VARCHAR   family or household key in the source
    unit_type        VARCHAR   kk, ruta or couple, as the source's family_unit says
    data_date        DATE      date the source's data speak of
    trust            INTEGER   trust order of the source
    no_kk            VARCHAR?  the KK most of its members bear
    kk_status        VARCHAR   grade of that KK, missing when there is none
    member_n         INTEGER   records in the unit
    head_record_id   VARCHAR?  the head; null when no member is marked head
    head_n           INTEGER   members marked head
    spouse_record_id VARCHAR?  the first spouse
    jalan            VARCHAR?  most frequent among members (so below)
    rt               VARCHAR?  three digits
    rw               VARCHAR?  three digits
    dusun            VARCHAR?  hamlet
    kode_desa        VARCHAR?  current Kemendagri code
    kode_kec         VARCHAR?  current Kemendagri code
    kode_kab         VARCHAR?  current Kemendagri code
    kode_prov        VARCHAR?  current Kemendagri code
    desil            INTEGER?  most frequent decile among members
    """,
)

STD_NAME = _table(
    "std_name",
    "standardise",
    "one delivered name in the light it is read in; stays in the work folder, so that a later build need not read it again",
    "name_id",
    """
    name_id          VARCHAR   name as delivered, sex and region, between bars
    is_baby          BOOLEAN   a newborn that is named after the mother
    nama_std         VARCHAR?  comparison form; null where nothing is left (so below)
    nama_fon_text    VARCHAR?  phonetic form
    gelar            VARCHAR?  titles
    alias            VARCHAR?  second name
    nama_ayah        VARCHAR?  father's name in it
    nama_ibu         VARCHAR?  mother's name in it
    """,
)

STD_ADDRESS = _table(
    "std_address",
    "standardise",
    "one delivered address, taken apart; stays in the work folder, so that a later build need not read it again",
    "alamat",
    """
    alamat           VARCHAR   address as delivered
    jalan            VARCHAR?  street; null where the text has none (so below)
    nomor            VARCHAR?  house number
    blok             VARCHAR?  block
    rt               VARCHAR?  three digits
    rw               VARCHAR?  three digits
    dusun            VARCHAR?  hamlet
    """,
)

STD_EXTRA = _table(
    "std_extra",
    "standardise",
    "one value of an extra column in comparison form; stays in the work folder",
    "record_id field",
    """
    record_id        VARCHAR   record of std_person
    field            VARCHAR   name of the extra
    value            VARCHAR   upper case, letters and digits with single blanks between; values without any have no row
    """,
)

RECORD_TIE = _table(
    "record_tie",
    "standardise",
    "one delivered record that is about the same person as a record of the previous release",
    "record_id",
    """
    record_id        VARCHAR   record of std_person
    person_id        VARCHAR   the person it was in the previous release
    earlier_record_id VARCHAR  the record it was then: its own key, or where basis is new_key another one
    basis            VARCHAR   same_content; agreeing: changed, but two of NIK, name and birth date still agree with the person, or one and none differs; new_key: another key, but the only record of its source then and now that says so of NIK, name, birth date and sex
    """,
)

CARRIED_PERSON = _table(
    "carried_person",
    "standardise",
    "one person of the previous release none of whose records came again, in the form in which records are linked",
    "record_id",
    """
    record_id        VARCHAR   rilis:person_id
    source           VARCHAR   rilis
    unit_id          VARCHAR?  rilis:family_id; null without a family (so below, null where not known)
    person_id        VARCHAR   person of the previous release, or absent there
    family_id        VARCHAR?  the person's last family
    nik              VARCHAR?  last NIK
    nik_digits       VARCHAR?  the same
    nik_usable       BOOLEAN   may serve as an exact key, and is borne by no other person of that release
    no_kk            VARCHAR?  last KK
    nama_std         VARCHAR?  last name
    nama_tokens      VARCHAR[] its tokens
    nama_fon         VARCHAR[] their phonetic forms
    tanggal_lahir    DATE?     last birth date
    dob_precision    VARCHAR   its precision
    tahun_lahir      INTEGER?  last birth year
    jenis_kelamin    VARCHAR?  L or P
    shdk_coarse      INTEGER?  last role, of the forms' eight
    rt               VARCHAR?  last RT
    rw               VARCHAR?  last RW
    kode_desa        VARCHAR?  last place
    kode_kec         VARCHAR?  last place
    kode_kab         VARCHAR?  last place
    kode_prov        VARCHAR?  last place
    """,
)

_LINKED_FAMILY_COLUMNS = """
    unit_id          VARCHAR   unit of std_family, or rilis:family_id
    source           VARCHAR   name of the source, or rilis
    unit_type        VARCHAR   kk, ruta or couple
    no_kk            VARCHAR?  its KK
    rt               VARCHAR?  three digits
    rw               VARCHAR?  three digits
    kode_desa        VARCHAR?  current Kemendagri code
    kode_kec         VARCHAR?  current Kemendagri code
    kode_kab         VARCHAR?  current Kemendagri code
    """
CARRIED_FAMILY = _table(
    "carried_family",
    "standardise",
    "one family of the previous release that has carried persons, as a family unit",
    "unit_id",
    _LINKED_FAMILY_COLUMNS,
)

LINK_RECORD = _table(
    "link_record",
    "persons",
    "one record as the linkage models see it; blocking keys (kunci_*, as hashes) and extras (x_*) follow",
    "record_id",
    """
    record_id        VARCHAR   record of std_person
    source           VARCHAR   name of the source
    unit_id          VARCHAR?  family unit
    nama_std         VARCHAR?  name in comparison form (so below, null without a name)
    nama_tokens      VARCHAR[] its tokens
    nama_urut        VARCHAR?  tokens in alphabetical order
    nama_rapat       VARCHAR?  written together
    fon_urut         VARCHAR?  phonetic tokens in alphabetical order
    fon_depan        VARCHAR?  sound of the first token
    fon_langka       VARCHAR?  sound of the rarest token
    nik              VARCHAR?  as in std_person
    nik_digits       VARCHAR?  15 to 17 digits, for nearness
    nik_12           VARCHAR?  first 12 of nik_digits
    nik_15           VARCHAR?  first 15
    nik_16           VARCHAR?  16th
    nik_serial       INTEGER?  its last four digits as a number
    nik_tanpa_7      VARCHAR?  nik_digits without the seventh, which holds the sex
    nik_cocok        BOOLEAN   its birth part agrees with the stated birth date (day modulo 40: a woman's is 40 higher)
    nik_usable       BOOLEAN   as in std_person
    no_kk            VARCHAR?  as in std_person
    tgl              VARCHAR?  birth date as YYYYMMDD
    heaped           BOOLEAN   birth date on 1 July, 31 December or 1 January
    tahun            INTEGER?  birth year
    jenis_kelamin    VARCHAR?  L or P
    shdk_coarse      INTEGER?  as in std_person
    rt               VARCHAR?  as in std_person
    rw               VARCHAR?  as in std_person
    kode_desa        VARCHAR?  as in std_person
    kode_kec         VARCHAR?  as in std_person
    kode_kab         VARCHAR?  as in std_person
    record_no        BIGINT    place of record_id among all, from 0: what later stages join on
    unit_no          BIGINT?   the same of unit_id, after all records
    """,
    open_ended=True,
)

LINK_BLOCKING = _table(
    "link_blocking",
    "persons",
    "one blocking rule of the person model",
    "rule",
    """
    rule             VARCHAR   name of the rule
    block_n          BIGINT    blocks of two or more records that were used
    pair_n           BIGINT    pairs those blocks hold (a pair may be held by several rules)
    largest_block    BIGINT    records in the largest block used
    crowded_block_n  BIGINT    blocks above the limit, left out
    crowded_record_n BIGINT    records in those blocks
    """,
)

LINK_PERSON_PAIR = _table(
    "link_person_pair",
    "persons",
    "one candidate pair of records that the person model scored above its floor; person evidence only",
    "record_id_l record_id_r",
    """
    record_id_l      VARCHAR   the smaller record_id
    record_id_r      VARCHAR   the greater record_id
    match_weight     DOUBLE    log2 of the odds that both are one person, prior included
    match_probability DOUBLE   the same as probability
    match_key        VARCHAR   name of the first blocking rule that made the pair
    mw_nama          DOUBLE    what the name gave to match_weight, term frequency included
    mw_nik           DOUBLE    what the NIK gave; 0 where one is missing (so below)
    mw_lahir         DOUBLE    what the birth date gave
    mw_jenis_kelamin DOUBLE    what the sex gave
    mw_wilayah       DOUBLE    what the place gave
    record_no_l      BIGINT    record_no of record_id_l
    record_no_r      BIGINT    record_no of record_id_r
    """,
)

LINK_FREQUENCY = _table(
    "link_frequency",
    "persons",
    "one value that two or more records bear, and how many do; frozen with the person model as models/frequency.parquet",
    "kind value",
    """
    kind             VARCHAR   token (the sound of a token of a name), or the column with term frequencies
    value            VARCHAR   hash of the value, so that the file names nobody; empty: all records that have one
    n                BIGINT    records that bear it; a value without a row counts as one
    """,
)

RECORD_CONTENT = _table(
    "record_content",
    "persons",
    "one record of link_record with a hash of all that is compared; a later build tells by it what is new",
    "record_id",
    """
    record_id        VARCHAR   record of link_record
    record_no        BIGINT    its number
    content          BIGINT    hash of its row of link_record, without the numbers; each engine has its own
    """,
)

PERSON_SCORE = _table(
    "person_score",
    "persons",
    "one pair of link_person_pair as it was scored, for link_person_pair and for later builds",
    "record_no_l record_no_r",
    """
    record_no_l      BIGINT    number of the record with the smaller record_id
    record_no_r      BIGINT    number of the other one
    match_weight     DOUBLE    log2 of the odds that both are one person, prior included
    match_probability DOUBLE   the same as probability
    match_key        VARCHAR   number of the first blocking rule that made the pair, from 0
    mw_nama          DOUBLE    as in link_person_pair (so below)
    mw_nik           DOUBLE    of the NIK
    mw_lahir         DOUBLE    of the birth date
    mw_jenis_kelamin DOUBLE    of the sex
    mw_wilayah       DOUBLE    of the place
    level_weights    DOUBLE[]  weight of the pair's level of each comparison of the model, without term frequencies
    """,
)

LINK_STRICT_CLUSTER = _table(
    "link_strict_cluster",
    "families",
    "one record and the cluster that strict person pairs alone put it in: the first guess that families are found with",
    "record_no",
    """
    record_no        BIGINT    number of a record of link_record
    unit_no          BIGINT?   number of its family unit
    cluster_no       BIGINT    the smallest record_no of the cluster
    """,
)

LINK_FAMILY_PAIR = _table(
    "link_family_pair",
    "families",
    "one pair of family units that the family model scored above its floor",
    "unit_id_l unit_id_r",
    """
    unit_id_l        VARCHAR   the smaller unit_id
    unit_id_r        VARCHAR   the greater unit_id
    match_weight     DOUBLE    log2 of the odds that both are one family, prior included
    match_probability DOUBLE   the same as probability
    members_matched_n INTEGER  members matched one to one by the person model
    members_share    DOUBLE    members_matched_n over the size of the smaller unit
    mw_anggota       DOUBLE    what the shared members gave to match_weight
    mw_no_kk         DOUBLE    what the KK gave; 0 where one is missing
    mw_alamat        DOUBLE    what the address gave
    unit_no_l        BIGINT    unit_no of unit_id_l
    unit_no_r        BIGINT    unit_no of unit_id_r
    """,
)

_MODEL_COLUMNS = """
    model            VARCHAR   person, family or household
    comparison       VARCHAR   name of the comparison
    level            INTEGER   comparison vector value; -1 is null
    label            VARCHAR   the level in words
    m_probability    DOUBLE?   share of true pairs at this level; null when untrained or the null level
    u_probability    DOUBLE?   share of chance pairs at this level
    match_weight     DOUBLE?   log2(m / u)
    trained          BOOLEAN   whether EM saw the level
    """

_MODEL_FILE_COLUMNS = """
    model            VARCHAR   person, family or household
    settings_json    VARCHAR   Splink's model JSON, to be saved and reused
    diagnostics_json VARCHAR   EM iterations, convergence, untrained levels, prior, pairs per blocking rule
    charts_json      VARCHAR   Vega-Lite specifications of Splink's own charts by name
    """

_LEVEL = "one level of one comparison of a trained model"
_WHOLE = "one trained model, whole"
PERSON_MODEL = _table("person_model", "persons", _LEVEL, "model comparison level", _MODEL_COLUMNS)
PERSON_MODEL_FILE = _table("person_model_file", "persons", _WHOLE, "model", _MODEL_FILE_COLUMNS)
FAMILY_MODEL = _table("family_model", "families", _LEVEL, "model comparison level", _MODEL_COLUMNS)
FAMILY_MODEL_FILE = _table("family_model_file", "families", _WHOLE, "model", _MODEL_FILE_COLUMNS)
LINK_MODEL = _table(
    "link_model",
    "resolve",
    f"{_LEVEL}; person, family and household together",
    "model comparison level",
    _MODEL_COLUMNS,
)
LINK_MODEL_FILE = _table(
    "link_model_file", "resolve", f"{_WHOLE}; person, family and household", "model", _MODEL_FILE_COLUMNS
)

LINKED_FAMILY = _table(
    "linked_family",
    "families",
    "one family unit that takes part in the linkage: delivered, or carried over from the previous release",
    "unit_id",
    _LINKED_FAMILY_COLUMNS,
)

HOUSEHOLD_SCORE = _table(
    "household_score",
    "resolve",
    "one pair of members as the household model scored it; a later build takes it over where both records say the same",
    "record_id_l record_id_r",
    """
    record_id_l      VARCHAR   the smaller record_id
    record_id_r      VARCHAR   the greater record_id
    content_l        BIGINT    content of the first in record_content
    content_r        BIGINT    content of the second
    match_weight     DOUBLE    log2 of the odds by the household model, its own prior included
    level_weights    DOUBLE[]  weight of the pair's level of each comparison of the model
    """,
)

LINK_CARRIED = _table(
    "link_carried",
    "resolve",
    "one person or family carried over from the previous release, and the cluster it was put in",
    "entity id",
    """
    entity           VARCHAR   person or family
    id               VARCHAR   id in the previous release
    cluster_id       VARCHAR   cluster of link_person or link_family; one without delivered records is an absent person or family
    """,
)

LINK_DECIDED = _table(
    "link_decided",
    "resolve",
    "one record of one side of a decision in force: delivered, or carried over",
    "decision_id entity side record_id",
    """
    decision_id      VARCHAR   the decision (docs/decisions.md)
    entity           VARCHAR   person or family
    side             INTEGER   the person or family it speaks of, from 1 on in the order of the decision; `pisah`: the part of one person
    record_id        VARCHAR   record of link_record, by the key it has now
    """,
)

LINK_DECISION = _table(
    "link_decision",
    "resolve",
    "one decision in force on who is who, and whether it acts in this build",
    "decision_id",
    """
    decision_id      VARCHAR   the decision
    acts             BOOLEAN   false: it contradicts older ones, or its records are not there any more
    against          VARCHAR[] decisions it contradicts; empty where there are none
    """,
)

LINK_PERSON = _table(
    "link_person",
    "resolve",
    "one source record and the person cluster it was put in",
    "record_id",
    """
    record_id        VARCHAR   record of std_person
    cluster_id       VARCHAR   the smallest record_id of the cluster by hash; any stable name
    rule             VARCHAR   nik_exact, probabilistic, household, decision (people decided it) or single: what ties the record to its cluster
    match_weight     DOUBLE?   weight of the strongest tie inside the cluster; null for single
    match_probability DOUBLE?  the same as probability
    best_record_id   VARCHAR?  the record at the other end of that tie; null for single, and where only the previous release ties it
    record_no        BIGINT    record_no of record_id in link_record
    cluster_no       BIGINT    record_no of cluster_id
    """,
)

LINK_FAMILY = _table(
    "link_family",
    "resolve",
    "one family unit and the family cluster it was put in",
    "unit_id",
    """
    unit_id          VARCHAR   unit of std_family
    family_cluster_id VARCHAR  any stable name of the cluster
    rule             VARCHAR   kk_members, members, key or single: what ties the unit to its cluster
    match_weight     DOUBLE?   weight of the strongest tie; null for single
    match_probability DOUBLE?  the same as probability
    unit_no          BIGINT    unit_no of unit_id in link_record
    family_cluster_no BIGINT   unit_no of family_cluster_id
    """,
)

LINK_PAIR = _table(
    "link_pair",
    "resolve",
    "one pair of records that was weighed: all that spoke for and against it, and what became of it",
    "record_id_l record_id_r",
    """
    record_id_l      VARCHAR   the smaller record_id
    record_id_r      VARCHAR   the greater record_id
    person_weight    DOUBLE?   weight by the person model; null when no blocking rule made the pair or it fell below the floor
    household_weight DOUBLE?   weight by the household model, its prior that of rows written twice; null outside any family pair
    family_probability DOUBLE? that both units are one family; null when the units were no candidates
    outside_weight   DOUBLE    added to person_weight outside a matched family: what unmatched co-members say; 0 when they cannot
    leftover_n       INTEGER?  members of the larger unit without a partner in the other; null when one of the two has found one
    one_unit         BOOLEAN   both stand in one family unit of one source
    is_twin          BOOLEAN   look like twins: never joined
    outside_probability DOUBLE by the person model alone, outside_weight included
    match_probability DOUBLE   all together
    match_weight     DOUBLE    log2 of its odds
    decision         VARCHAR   joined, refused (a constraint) or apart (not probable enough)
    reason           VARCHAR?  the constraint; null unless refused
    member_weight    DOUBLE    log2 of the odds that two members of matched units are one person, before they are compared: it takes the place of the household model's prior
    record_no_l      BIGINT    record_no of record_id_l
    record_no_r      BIGINT    record_no of record_id_r
    """,
)

LINK_QUESTION = _table(
    "link_question",
    "resolve",
    "one pair of records the resolver did not join and a person should look at",
    "record_id_l record_id_r question",
    """
    record_id_l      VARCHAR   the smaller record_id
    record_id_r      VARCHAR   the greater record_id
    question         VARCHAR   KEMUNGKINAN_SAMA (grey zone) or PELANGGARAN_TRANSITIF (joined by others, kept apart by a constraint)
    match_weight     DOUBLE    final weight of the pair
    match_probability DOUBLE   the same as probability
    reason           VARCHAR   the rule that kept them apart, in words
    """,
)

LINK_CARRIED_QUESTION = _table(
    "link_carried_question",
    "resolve",
    "one person carried over from the previous release and one delivered record that may be this person, not joined",
    "id record_id",
    """
    id               VARCHAR   id in the previous release
    record_id        VARCHAR   record of std_person
    match_probability DOUBLE   how likely they are one
    """,
)

LINK_THRESHOLD = _table(
    "link_threshold",
    "resolve",
    "the threshold at which the records of this build were joined; one row",
    "join_probability",
    """
    join_probability DOUBLE    pairs of different families less probable were not joined
    target_precision DOUBLE?   the precision it was derived from; null where it is fixed by join_probability
    estimated_precision DOUBLE? precision of the joined pairs at this threshold, estimated when it was chosen; null where it is fixed
    reached          BOOLEAN?  whether that keeps the target; false where no threshold does
    """,
)

_PERSON_COLUMNS = """
    person_id        VARCHAR   lasting id, keyed hash
    nik              VARCHAR?  current NIK; null when no record has a usable one
    nik_status       VARCHAR   grade of nik; missing when null
    nama             VARCHAR?  golden name (std form)
    gelar            VARCHAR?  titles
    alias            VARCHAR?  second name
    jenis_kelamin    VARCHAR?  L or P
    tempat_lahir     VARCHAR?  birth place
    tanggal_lahir    DATE?     birth date
    dob_precision    VARCHAR   precision of tanggal_lahir
    tahun_lahir      INTEGER?  birth year
    nama_ayah        VARCHAR?  father's name
    nama_ibu         VARCHAR?  mother's name
    status_kawin     INTEGER?  marital status
    pendidikan       VARCHAR?  schooling
    pekerjaan        VARCHAR?  occupation
    keberadaan       VARCHAR?  presence; MENINGGAL from one source of several is not taken over, it is a conflict
    alamat           VARCHAR?  address as delivered by the record chosen
    jalan            VARCHAR?  street
    nomor            VARCHAR?  house number
    blok             VARCHAR?  block
    rt               VARCHAR?  RT
    rw               VARCHAR?  RW
    dusun            VARCHAR?  hamlet
    kode_prov        VARCHAR?  current Kemendagri code
    kode_kab         VARCHAR?  current Kemendagri code
    kode_kec         VARCHAR?  current Kemendagri code
    kode_desa        VARCHAR?  current Kemendagri code
    desil            INTEGER?  decile
    desil_alasan_null VARCHAR? why desil is null: BELUM_DIPERINGKAT, KONFLIK
    program          VARCHAR[]? programmes that any of the person's records says the person receives, sorted; empty where records say only that the person does not; null where none says anything
    family_id        VARCHAR?  current family; null with a reason
    tanpa_keluarga_alasan VARCHAR? why family_id is null: SUMBER_TANPA_KELUARGA, BARIS_TANPA_KELUARGA
    record_n         INTEGER   source records
    source_n         INTEGER   distinct sources
    sources          VARCHAR[] names of the sources, sorted
    link_rule        VARCHAR   weakest rule that holds the person together: single, nik_exact, probabilistic, household or decision
    link_probability DOUBLE?   smallest probability among the ties of the records; null for single
    """
GOLD_PERSON = _table(
    "gold_person",
    "consolidate",
    "one person of the release; every value survives from one of the person's records",
    "person_id",
    _PERSON_COLUMNS,
)

GOLD_FAMILY = _table(
    "gold_family",
    "consolidate",
    "one family of the release",
    "family_id",
    """
    family_id        VARCHAR   lasting id, keyed hash
    no_kk            VARCHAR?  current KK number
    kk_status        VARCHAR   grade of no_kk; missing when null
    kepala_person_id VARCHAR?  the head; null when none is known
    nama_kepala      VARCHAR?  golden name of the head
    member_n         INTEGER   current members
    alamat           VARCHAR?  address as delivered by the record chosen
    jalan            VARCHAR?  street
    rt               VARCHAR?  RT
    rw               VARCHAR?  RW
    dusun            VARCHAR?  hamlet
    kode_prov        VARCHAR?  current Kemendagri code
    kode_kab         VARCHAR?  current Kemendagri code
    kode_kec         VARCHAR?  current Kemendagri code
    kode_desa        VARCHAR?  current Kemendagri code
    desil            INTEGER?  decile
    unit_n           INTEGER   source units merged
    source_n         INTEGER   distinct sources
    sources          VARCHAR[] names of the sources, sorted
    """,
)

GOLD_MEMBER = _table(
    "gold_member",
    "consolidate",
    "one person's current membership of one family",
    "family_id person_id",
    """
    family_id        VARCHAR   family of gold_family
    person_id        VARCHAR   person of gold_person
    shdk             INTEGER?  role in the family, Dukcapil's eleven
    is_kepala        BOOLEAN   head of this family; at most one per family
    record_id        VARCHAR   the record that says so
    """,
)

GOLD_PERSON_SOURCE = _table(
    "gold_person_source",
    "consolidate",
    "one source record and what it became",
    "record_id",
    """
    record_id        VARCHAR   record of std_person
    source           VARCHAR   name of the source
    source_record_id VARCHAR   key in the source
    source_family_id VARCHAR?  family or household key in the source
    person_id        VARCHAR   the person
    unit_id          VARCHAR?  the source's family unit
    family_id        VARCHAR?  the family that unit was resolved into: the person's family at the source's date, not always the current one
    rule             VARCHAR   nik_exact, probabilistic, household, decision or single
    match_weight     DOUBLE?   weight of the strongest tie; null for single
    match_probability DOUBLE?  the same as probability
    nik_usable       BOOLEAN   the record bears a NIK that may serve as a key
    content_hash     VARCHAR   keyed hash of NIK, name, birth date and sex as delivered: the same next quarter where these are
    """,
)

GOLD_PROVENANCE = _table(
    "gold_provenance",
    "consolidate",
    "one published value and the record it came from",
    "entity_id field",
    """
    entity           VARCHAR   person or family
    entity_id        VARCHAR   person_id or family_id
    field            VARCHAR   column of persons or families (grouped fields such as the address bear the group's name)
    record_id        VARCHAR   source record the value was taken from; keputusan:<decision_id> where people decided it and no record bears it
    rule             VARCHAR   survivorship rule that chose it; keputusan where people did
    value_n          INTEGER   distinct values among the records
    """,
)

GOLD_ABSENT = _table(
    "gold_absent",
    "consolidate",
    "one person of an earlier release who is in none of this quarter's deliveries, with what was last known",
    "person_id",
    _PERSON_COLUMNS.rstrip()
    + """
    no_kk            VARCHAR?  KK of the last family
    shdk             INTEGER?  role in the last family
    last_release     VARCHAR   the last release the person was in
    absent_since     VARCHAR   the first release the person was not in
    """,
)

GOLD_ID = _table(
    "gold_id",
    "consolidate",
    "one id that was ever given, and what it stands for now",
    "entity id",
    """
    entity           VARCHAR   person or family
    id               VARCHAR   the id
    status           VARCHAR   current, merged, absent (in no delivery) or dissolved (a family whose people live in others)
    current_id       VARCHAR?  the id it leads to in this release; null where it leads to nobody
    merged_into      VARCHAR?  the id it became part of; null unless merged. That one may be absent, then current_id is null
    first_release    VARCHAR   the first release it was in, as far as known
    last_release     VARCHAR   the last one
    """,
)

GOLD_DECISION = _table(
    "gold_decision",
    "consolidate",
    "one side of a decision in force, who that is in this release, and whether the decision acts",
    "decision_id entity side",
    """
    decision_id      VARCHAR   the decision (docs/decisions.md)
    entity           VARCHAR   person or family
    side             INTEGER   the person or family it speaks of, from 1 on in the order of the decision
    ids              VARCHAR[] who that is now, absent persons too, sorted; empty where nobody is left
    record_ids       VARCHAR[] the delivered records that the decision named, by the keys they have now, sorted; of a person that came again all; empty where none is left
    acts             BOOLEAN   false: it contradicts older decisions, or nobody it speaks of is left
    against          VARCHAR[] decisions it contradicts; empty where there are none
    """,
)

ID_EVENT = _table(
    "id_event",
    "consolidate",
    "one thing that happened to an id between the previous release and this one",
    "entity entity_id event",
    """
    entity           VARCHAR   person or family
    entity_id        VARCHAR   the id
    event            VARCHAR   persons: new, kept, merged, split, absent, returned, reported_dead; families: new, same, merged, split, moved, new_head, dissolved, absent, returned
    other_id         VARCHAR?  merged: the id it is part of now; split: the id it was part of; null otherwise
    reason           VARCHAR   in words, Indonesian
    record_ids       VARCHAR[] records that caused it (docs/quarters.md), at most 20, sorted; of absent ones those of the previous release; keputusan:<decision_id> where people decided it and no record says so; empty for kept and same, in a first release, and for absent ones that were absent before
    """,
)

CONFLICT = _table(
    "conflict",
    "conflicts",
    "one question to a person in the field or an office",
    "conflict_id",
    """
    conflict_id      VARCHAR   lasting id, keyed hash of type and what it concerns
    jenis            VARCHAR   type: NIK_GANDA_BEDA_ORANG, ORANG_DUA_NIK, ... (docs/conflicts.md)
    kelompok         VARCHAR   identitas, keluarga or status
    tingkat          INTEGER   severity 1 (low) to 3 (high)
    peran            VARCHAR   role to ask: pendamping_pkh, bps_kab, disdukcapil
    kode_prov        VARCHAR?  area
    kode_kab         VARCHAR?  area; null goes to the national queue
    kode_kec         VARCHAR?  area
    kode_desa        VARCHAR?  area
    person_ids       VARCHAR[] persons concerned, sorted
    family_ids       VARCHAR[] families concerned, sorted
    record_ids       VARCHAR[] records concerned, sorted
    bukti            VARCHAR   evidence in words (Indonesian), NIK, KK and names masked
    bukti_fields     VARCHAR   evidence as JSON object, not masked (restricted; masked on export)
    saran            VARCHAR   suggested action, Indonesian
    rilis_pertama    VARCHAR   first release the conflict was seen in
    umur_kuartal     INTEGER   releases since then; 0 in that one
    status           VARCHAR   baru (never raised before), terbuka (open since), dibuka_kembali (was closed or decided once, and is asked again)
    sidik            VARCHAR   keyed hash of the facts an answer rests on; another one means that they have changed
    """,
)

DECIDED_CONFLICT = _table(
    "decided_conflict",
    "conflicts",
    "one question that people decided, and whether that settles it as the data are now",
    "conflict_id",
    """
    conflict_id      VARCHAR   as in conflict
    decision_id      VARCHAR   the decision that settles it, else the newest that speaks to it (docs/decisions.md)
    keputusan        VARCHAR   its answer
    alasan           VARCHAR?  why it is asked all the same, in words, Indonesian; null where the decision settles it
    is_settled       BOOLEAN   it is not asked any more
    jenis            VARCHAR   type
    person_ids       VARCHAR[] persons concerned, sorted
    record_ids       VARCHAR[] records concerned, sorted; empty where the decision made the question impossible
    """,
)

CONFLICT_EVENT = _table(
    "conflict_event",
    "conflicts",
    "one question that was ever raised, and where it stands in this release",
    "conflict_id",
    """
    conflict_id      VARCHAR   as in conflict
    jenis            VARCHAR   type
    kode_prov        VARCHAR?  area when it was last open
    kode_kab         VARCHAR?  area when it was last open
    peran            VARCHAR   role to ask
    event            VARCHAR   opened, still_open, reopened (these are in conflict), decided (a decision settles it) or closed_by_data
    rilis            VARCHAR   release in which that happened; an earlier one for what has stayed closed since
    rilis_pertama    VARCHAR   first release the conflict was seen in
    umur_kuartal     INTEGER   releases since then
    decision_id      VARCHAR?  decision that settled it, or that did not hold; null where none was made
    reason           VARCHAR   in words, Indonesian; merged ids are named
    """,
)

METRIC = _table(
    "metric",
    "publish",
    "one figure of the report",
    "section name group_1 group_2",
    """
    section          VARCHAR   part of the report: deliveries, quality, coverage, linkage, conflicts, ...
    name             VARCHAR   what is counted
    group_1          VARCHAR   first grouping value (source, status, kabupaten ...); empty when there is none, - for an unknown value
    group_2          VARCHAR   second grouping value; empty when there is none, - for an unknown value
    value            BIGINT    the count
    """,
)

INVARIANT = _table(
    "invariant",
    "publish",
    "one promise of the release and how often it was found broken; a release is published with zeros only",
    "name",
    """
    name             VARCHAR   short stable name
    table_name       VARCHAR   table the promise is about
    rule             VARCHAR   the promise, in words
    broken_n         BIGINT    rows that break it
    """,
)

ESTIMATE = _table(
    "estimate",
    "publish",
    "precision and recall of persons or families in one group of records, estimated without labels",
    "entity kind value",
    """
    entity           VARCHAR   persons or families
    kind             VARCHAR   all, provinsi, kabupaten, jenis_kelamin, umur, desil, kata_nama (words of the name), nik (has the record a usable one?) or source_pair
    value            VARCHAR   which group, by the person as released, nik by the record; empty for all, - for an unknown value
    found_pairs      DOUBLE    pairs of records put together; a pair counts half with each of its two records
    wrong_pairs      DOUBLE    of them expected to be wrong
    missed_pairs     DOUBLE    pairs that belong together and are expected not to have been put together
    precision        DOUBLE?   share of the pairs put together that belong together; null where none was
    precision_low    DOUBLE?   lower bound, 95 %
    precision_high   DOUBLE?   upper bound
    recall           DOUBLE?   share of the pairs that belong together that were put together
    recall_low       DOUBLE?   lower bound, 95 %
    recall_high      DOUBLE?   upper bound
    """,
)

GATE = _table(
    "gate",
    "publish",
    "one figure held against its limits in gates.toml",
    "name",
    """
    name             VARCHAR   name of the gate
    rule             VARCHAR   what it guards against, in words
    value            DOUBLE?   the figure; null when this build cannot tell it
    min_fail         DOUBLE?   below this the build stops; null is no limit
    max_fail         DOUBLE?   above this the build stops
    min_warn         DOUBLE?   below this the report warns
    max_warn         DOUBLE?   above this the report warns
    outcome          VARCHAR   ok, warn, fail or unknown
    """,
)

MODEL_DRIFT = _table(
    "model_drift",
    "publish",
    "one level of a model beside the same level of the model it is held against; none where there is no such model",
    "model comparison label",
    """
    model            VARCHAR   person, family or household
    comparison       VARCHAR   name of the comparison
    label            VARCHAR   the level in words
    share            DOUBLE?   share of the scored pairs at this level; null where this model lacks it
    reference_share  DOUBLE?   share of the pairs that the other model was trained for; null where it lacks it or does not tell
    match_weight     DOUBLE?   log2(m / u); null at the null level, and where this model lacks it
    reference_weight DOUBLE?   the same in the other model
    moved_bits       DOUBLE?   how far the weight moved; null where either is
    """,
)

BOUNDARY_TABLES: tuple[Table, ...] = (
    RAW_FILE,
    RAW_PERSON,
    RAW_SENSITIVE,
    RAW_EXTRA,
    REJECT,
    STD_PERSON,
    STD_FAMILY,
    STD_NAME,
    STD_ADDRESS,
    STD_EXTRA,
    RECORD_TIE,
    CARRIED_PERSON,
    CARRIED_FAMILY,
    LINK_RECORD,
    LINK_BLOCKING,
    LINK_FREQUENCY,
    RECORD_CONTENT,
    PERSON_SCORE,
    LINK_PERSON_PAIR,
    PERSON_MODEL,
    PERSON_MODEL_FILE,
    LINKED_FAMILY,
    LINK_STRICT_CLUSTER,
    LINK_FAMILY_PAIR,
    FAMILY_MODEL,
    FAMILY_MODEL_FILE,
    LINK_MODEL,
    LINK_MODEL_FILE,
    LINK_PERSON,
    LINK_FAMILY,
    LINK_PAIR,
    LINK_QUESTION,
    HOUSEHOLD_SCORE,
    LINK_CARRIED,
    LINK_CARRIED_QUESTION,
    LINK_DECIDED,
    LINK_DECISION,
    LINK_THRESHOLD,
    GOLD_PERSON,
    GOLD_FAMILY,
    GOLD_MEMBER,
    GOLD_PERSON_SOURCE,
    GOLD_PROVENANCE,
    GOLD_ABSENT,
    GOLD_ID,
    GOLD_DECISION,
    ID_EVENT,
    CONFLICT,
    DECIDED_CONFLICT,
    CONFLICT_EVENT,
    METRIC,
    ESTIMATE,
    INVARIANT,
    GATE,
    MODEL_DRIFT,
)

PART_PROVINCE = _table(
    "part_province",
    "partition",
    "one province that records are linked in, and the part it belongs to; builds by parts alone",
    "kode_prov",
    """
    kode_prov        VARCHAR   two digits; empty for records without a place
    record_n         BIGINT    records linked there
    part             INTEGER   from 1 on
    """,
)

PART_RECORD = _table(
    "part_record",
    "partition",
    "one record and the part it is linked in",
    "record_id",
    """
    record_id        VARCHAR   record of link_record
    record_no        BIGINT    its number there
    part             INTEGER   of part_province
    """,
)

PART_UNIT = _table(
    "part_unit",
    "partition",
    "one family unit and the part it is linked in",
    "unit_id",
    """
    unit_id          VARCHAR   unit of link_record
    part             INTEGER   of part_province
    """,
)

PART_ENTITY = _table(
    "part_entity",
    "partition",
    "one person or family of the previous release, or one decision, and the part it is linked in; without those that no record is tied to",
    "entity id",
    """
    entity           VARCHAR   person, family or decision
    id               VARCHAR   its id
    part             INTEGER   of part_province
    """,
)

# Of builds by parts alone (docs/partition.md); no stage that sees the whole reads them.
PART_TABLES: tuple[Table, ...] = (PART_PROVINCE, PART_RECORD, PART_UNIT, PART_ENTITY)

TABLES: dict[str, Table] = {table.name: table for table in (*BOUNDARY_TABLES, *PART_TABLES)}
