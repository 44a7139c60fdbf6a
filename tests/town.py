"""The hard cases of linkage, planted among the sample and linked with it once per session.

A record is named source:case.member. Names are rare on purpose, unless the case is about common ones; places are those of
the sample, so that place weighs what it weighs there.
"""

from __future__ import annotations

import functools
from datetime import date

from tests.factories import Row
from tests.linking import (
    ANAK,
    CUCU,
    FAR_AWAY,
    KEPALA,
    ORANGTUA,
    PASANGAN,
    Linked,
    among_the_sample,
    configuration,
    household,
    link,
    nik_of,
    who,
)

AYAH = who("ayah", "DARSONO KERTAPATI", "1970-03-12", "L", KEPALA)
IBU = who("ibu", "LASMINAH WIDURI", "1974-09-23", "P", PASANGAN)
ANAK_1 = who("anak", "PRAYITNO GALUH", "1999-05-17", "L", ANAK)
KK = "3205081203080017"


def plain_family() -> list[Row]:
    return [
        *household("dtks:biasa", AYAH, IBU, ANAK_1, kk=KK),
        *household("regsosek:biasa", AYAH, IBU, ANAK_1, kk=KK),
        *household("p3ke:biasa", AYAH, IBU, ANAK_1),
    ]


def nickname_in_the_family() -> list[Row]:
    """The child goes by a nickname in one source, has no NIK there, and its birth date is known to the year."""
    ayah = who("ayah", "SUKANTO BRAMASTA", "1968-04-02", "L", KEPALA)
    ibu = who("ibu", "WAGIYEM ROSMALA", "1972-11-19", "P", PASANGAN)
    anak = who("anak", "HERMAWANTO PUTUT", "2004-06-09", "L", ANAK)
    vague = anak.but(nama="WAWAN", nik=None, born=None, tahun_lahir=2004, dob_precision="year")
    kk = "3205080204090011"
    return [
        *household("dtks:julukan", ayah, ibu, anak, kk=kk),
        *household("regsosek:julukan", ayah, ibu, vague, kk=kk),
        # The same words about somebody of no family that fits: the same weak likeness, and no household to speak for it.
        *household("p3ke:julukan_lain", vague, **FAR_AWAY),
    ]


def namesakes_in_two_families() -> list[Row]:
    """One name and birth date, no NIK, far apart, each among other people; a rare name, and a common one on 1 July."""
    sama = who("sama", "TUGIMAN WASKITO", "1981-08-14", "L", KEPALA)
    asep = sama.but(nama="ASEP SETIAWAN", born=date(1981, 7, 1))
    satu = who("istri", "PARTINAH DEWAYANI", "1983-02-27", "P", PASANGAN)
    dua = who("istri", "ROSINAH ANDILOLO", "1986-12-05", "P", PASANGAN)
    anak_satu = who("anak", "JUMADI SATRIAWAN", "2007-03-03", "L", ANAK)
    anak_dua = who("anak", "BASRIATI MAPPA", "2011-10-21", "P", ANAK)
    return [
        *household("dtks:senama", sama.but(nik=None), satu, anak_satu, kk="3205081408100021"),
        *household("regsosek:senama", sama.but(nik=None), dua, anak_dua, kk="7308261408120022", **FAR_AWAY),
        *household(
            "dtks:asep",
            asep.but(nik=None),
            satu.but(nama="ICIH SUKAESIH", nik=nik_of(satu.born, "P", 5)),
            kk="3205080107050023",
        ),
        *household(
            "regsosek:asep",
            asep.but(nik=None),
            dua.but(nama="HALIJAH PATTOLA", nik=nik_of(dua.born, "P", 6)),
            kk="7308260107080024",
            **FAR_AWAY,
        ),
    ]


def twins() -> list[Row]:
    """One source lists Hasan, the other Husen; a third lists both."""
    ayah = who("ayah", "KARDIMAN BAGASKARA", "1975-01-28", "L", KEPALA)
    ibu = who("ibu", "SULASTRI PANDANSARI", "1979-06-06", "P", PASANGAN)
    hasan = who("hasan", "MUHAMMAD HASAN", "2005-02-11", "L", ANAK, serial=4)
    husen = who("husen", "MUHAMMAD HUSEN", "2005-02-11", "L", ANAK, serial=5)
    kk = "3205082801050031"
    satu = who("ayah", "RUKMANA TIRTAYASA", "1976-05-13", "L", KEPALA)
    dua = who("ibu", "ENTIN SUHARTINI", "1980-10-02", "P", PASANGAN)
    aisyah = who("aisyah", "SITI AISYAH", "2009-12-17", "P", ANAK, serial=7)
    aminah = who("aminah", "SITI AMINAH", "2009-12-17", "P", ANAK, serial=8)
    kk_dua = "3205081305080032"
    return [
        *household("dtks:kembar", ayah, ibu, hasan, kk=kk),
        *household("regsosek:kembar", ayah, ibu, husen, kk=kk),
        *household("dtks:kembar_putri", satu, dua, aisyah, kk=kk_dua),
        *household("regsosek:kembar_putri", satu, dua, aisyah, aminah, kk=kk_dua),
    ]


def twins_and_a_row_that_may_be_either() -> list[Row]:
    """A third source has one child of that birth date, its name cut to the part that both share, and no NIK."""
    ayah = who("ayah", "JATMIKA WIRANATA", "1974-07-17", "L", KEPALA)
    ibu = who("ibu", "ROSIDAH KENCANASARI", "1977-02-23", "P", PASANGAN)
    rafi = who("rafi", "MUHAMMAD RAFI", "2003-10-19", "L", ANAK, serial=4)
    rifki = who("rifki", "MUHAMMAD RIFKI", "2003-10-19", "L", ANAK, serial=5)
    kk = "3205081707020033"
    return [
        *household("dtks:kembar_tiga", ayah, ibu, rafi, kk=kk),
        *household("regsosek:kembar_tiga", ayah, ibu, rifki, kk=kk),
        *household("p3ke:kembar_tiga", ayah, ibu, rafi.but(key="anak", nama="MUHAMMAD", nik=None)),
    ]


def father_and_son_of_one_name() -> list[Row]:
    ayah = who("ayah", "SUPARMIN NGADIRAN", "1955-10-08", "L", KEPALA)
    ibu = who("ibu", "KASMIRAH TUMINI", "1958-03-30", "P", PASANGAN)
    anak = who("anak", "SUPARMIN NGADIRAN", "1983-06-21", "L", ANAK)
    kk = "3205080810990041"
    return [
        *household("dtks:seayah", ayah, ibu, anak, kk=kk),
        *household("regsosek:seayah", ayah, ibu, anak.but(nik=None), kk=kk),
        *household("p3ke:seayah", ayah.but(nik=None), ibu),
    ]


def father_and_son_one_digit_apart() -> list[Row]:
    """The son bears the father's name and his birthday: the dates differ in one digit, the NIK do not agree."""
    ayah = who("ayah", "TASRIPIN JATMIKO", "1955-10-08", "L", KEPALA)
    ibu = who("ibu", "MURSINAH PALUPI", "1957-02-12", "P", PASANGAN)
    anak = who("anak", "TASRIPIN JATMIKO", "1985-10-08", "L", ANAK)
    kk = "3205080810850042"
    return [
        *household("dtks:seulang", ayah, ibu, anak, kk=kk),
        *household("regsosek:seulang", ayah, ibu, anak, kk=kk),
        *household("p3ke:seulang", ayah.but(nik=None), ibu),
    ]


def spouse_with_the_partners_nik() -> list[Row]:
    """In one family the husband's own row lacks it, in the other both rows bear it."""
    suami = who("suami", "WARSITO PURNAMAJATI", "1966-07-22", "L", KEPALA)
    istri = who("istri", "TUKINEM HARYANTI", "1969-12-01", "P", PASANGAN)
    kk = "3205082207000051"
    ketua = who("suami", "HARJOSUWITO BAMBANGAN", "1959-08-05", "L", KEPALA)
    ibu = who("istri", "PAINEM SURATINAH", "1962-01-27", "P", PASANGAN)
    kk_dua = "3205080508890052"
    shared = {"nik_shared_n": 2, "nik_usable": False}
    return [
        *household("dtks:nikpasangan", suami, istri, kk=kk),
        *household("regsosek:nikpasangan", suami.but(nik=None), istri.but(nik=suami.nik), kk=kk),
        *household("dtks:niksuami", ketua, ibu, kk=kk_dua),
        *household("regsosek:niksuami", ketua.but(**shared), ibu.but(nik=ketua.nik, **shared), kk=kk_dua),
    ]


def same_name_neighbours() -> list[Row]:
    """Two men of one common name and birth year in one RT, each with his own NIK and family."""
    satu = who("asep", "ASEP SETIAWAN", "1984-05-09", "L", KEPALA)
    dua = who("asep", "ASEP SETIAWAN", "1984-11-26", "L", KEPALA)
    istri_satu = who("istri", "NENENG KURNIASIH", "1987-01-15", "P", PASANGAN)
    istri_dua = who("istri", "IMAS ROSTIKA", "1988-09-04", "P", PASANGAN)
    return [
        *household("dtks:tetangga", satu, istri_satu, kk="3205080905060061"),
        *household("regsosek:tetangga", dua, istri_dua, kk="3205082611090062"),
    ]


def one_nik_two_persons() -> list[Row]:
    satu = who("satu", "GUNARTO LESMANA", "1961-02-20", "L", KEPALA)
    dua = who("dua", "YULIANTI FEBRIANA", "1993-07-30", "P", KEPALA).but(nik=satu.nik)
    return [
        *household("dtks:niksama", satu, kk="3205082002900071"),
        *household("regsosek:niksama", dua, kk="7308263007150072", **FAR_AWAY),
    ]


def one_person_two_nik() -> list[Row]:
    suami = who("suami", "MARGONO SASTROWARDOYO", "1963-11-11", "L", KEPALA)
    istri = who("istri", "SARTINI KUSUMAWATI", "1967-04-18", "P", PASANGAN)
    kk = "3205081111950081"
    return [
        *household("dtks:duanik", suami, istri, kk=kk),
        *household("regsosek:duanik", suami.but(nik=nik_of(suami.born, "L", 3, "730826")), istri, kk=kk),
    ]


def migrant_in_two_provinces() -> list[Row]:
    """Moved out alone; one NIK, one name, one birth date."""
    pindah = who("pindah", "BONAR SIHALOHO", "1992-09-16", "L", ANAK)
    ayah = who("ayah", "TIGOR SIHALOHO", "1960-05-25", "L", KEPALA)
    return [
        *household("dtks:pindah", ayah, pindah, kk="3205082505880091"),
        *household("regsosek:pindah", pindah.but(shdk=KEPALA), kk="7308261609200092", **FAR_AWAY),
    ]


def widow_becomes_head() -> list[Row]:
    """The husband has died: she is head now, the KK is new, the children are those of before."""
    suami = who("suami", "NGATIJAN HARDIYANTO", "1950-06-13", "L", KEPALA)
    istri = who("istri", "SUMIYATI PURWANINGRUM", "1953-08-28", "P", PASANGAN)
    anak = who("anak", "ENDANG TRIWULANDARI", "1988-04-07", "P", ANAK)
    return [
        *household("dtks:janda", suami, istri, anak, kk="3205081306800101"),
        *household("regsosek:janda", istri.but(shdk=KEPALA), anak, kk="3205082808230102"),
    ]


def child_moves_out() -> list[Row]:
    """The child is head of a one-person unit next door and still bears the parents' KK number."""
    ayah = who("ayah", "PONIMAN SUROSENTIKO", "1958-01-09", "L", KEPALA)
    ibu = who("ibu", "WARSINI GONDOSULI", "1961-05-31", "P", PASANGAN)
    anak = who("anak", "TEGUH RAHARDJANTO", "1990-02-14", "L", ANAK)
    kk = "3205080901850111"
    return [
        *household("dtks:mandiri", ayah, ibu, anak, kk=kk),
        *household("regsosek:mandiri_anak", anak.but(shdk=KEPALA), kk=kk),
    ]


def couple_of_the_old_parents() -> list[Row]:
    """A KK of three generations; P3KE knows the grandparents as a couple's family of their own."""
    kepala = who("kepala", "SUTARJO WIJANARKO", "1978-12-12", "L", KEPALA)
    istri = who("istri", "DARWATI ANGGOROWATI", "1981-03-24", "P", PASANGAN)
    cucu = who("anak", "RISMAWATI NARESWARI", "2006-08-19", "P", ANAK)
    kakek = who("kakek", "KROMOREJO WIJANARKO", "1948-04-04", "L", ORANGTUA)
    nenek = who("nenek", "SAMIYEM RONGGOWARSITO", "1952-10-10", "P", ORANGTUA)
    kk = "3205081212040121"
    return [
        *household("regsosek:tigagen", kepala, istri, cucu, kakek, nenek, kk=kk),
        *household("p3ke:tigagen_tua", kakek.but(shdk=KEPALA), nenek.but(shdk=PASANGAN)),
        *household("p3ke:tigagen_muda", kepala, istri, cucu),
    ]


def written_twice() -> list[Row]:
    """One member stands twice in one unit, word for word but for the key."""
    ayah = who("ayah", "MULYOREJO HADISUMARTO", "1969-02-03", "L", KEPALA)
    anak = who("anak", "SEKARWANGI LARASATI", "2001-11-29", "P", ANAK)
    return [*household("dtks:gandabaris", ayah, anak, anak.but(key="anak2"), kk="3205080302980131")]


def husband_in_two_kk() -> list[Row]:
    """A second marriage: one man heads two units of one source."""
    suami = who("suami", "SASTROATMOJO BIMANTARA", "1965-09-09", "L", KEPALA)
    satu = who("istri", "SITI MUNAWAROH GANDIS", "1968-10-17", "P", PASANGAN)
    dua = who("istri", "NURLAELA SEKARTAJI", "1985-05-05", "P", PASANGAN)
    anak = who("anak", "BAYUAJI SASTROATMOJO", "1995-03-08", "L", ANAK)
    bayi = who("anak", "KINANTI SASTROATMOJO", "2012-07-07", "P", ANAK)
    return [
        *household("regsosek:duakk_a", suami, satu, anak, kk="3205080909910141"),
        *household("regsosek:duakk_b", suami, dua, bayi, kk="3205080505100142", rt="004", rw="002"),
    ]


def infant_without_nik() -> list[Row]:
    """Delivered as the mother's baby in one source, with a name and a NIK in the next."""
    ibu = who("ibu", "SITI ROKAYAH PUSPANDARI", "1998-03-26", "P", KEPALA)
    bayi = who("bayi", "ADZKIA PUSPANDARI", "2024-08-02", "P", ANAK)
    return [
        *household("dtks:bayi", ibu, bayi.but(nama="BAYI NY SITI ROKAYAH PUSPANDARI", nik=None), kk="3205082603230151"),
        *household("regsosek:bayi", ibu, bayi, kk="3205082603230151"),
    ]


def grandchild_raised_by_grandparents() -> list[Row]:
    """A child in two units of two sources under different roles, with nobody else in common."""
    kakek = who("kakek", "ATMOWIYONO KARSOREJO", "1947-12-24", "L", KEPALA)
    nenek = who("nenek", "NGATIYEM SRIWEDARI", "1951-01-18", "P", PASANGAN)
    ibu = who("ibu", "TRISNAWATI KARSOREJO", "1980-06-27", "P", KEPALA)
    ayah = who("ayah", "EKO WICAKSONO PRANOWO", "1977-07-15", "L", PASANGAN)
    cucu = who("cucu", "DAMAR PRANOWO", "2008-09-12", "L", CUCU)
    return [
        *household("dtks:cucu", kakek, nenek, cucu, kk="3205082412700161"),
        *household("regsosek:cucu_ortu", ibu, ayah, cucu.but(shdk=ANAK), kk="3205082706050162", rt="007"),
    ]


CASES = (
    plain_family,
    nickname_in_the_family,
    namesakes_in_two_families,
    twins,
    twins_and_a_row_that_may_be_either,
    father_and_son_of_one_name,
    father_and_son_one_digit_apart,
    spouse_with_the_partners_nik,
    same_name_neighbours,
    one_nik_two_persons,
    one_person_two_nik,
    migrant_in_two_provinces,
    widow_becomes_head,
    child_moves_out,
    couple_of_the_old_parents,
    written_twice,
    husband_in_two_kk,
    infant_without_nik,
    grandchild_raised_by_grandparents,
)


def planted() -> list[Row]:
    """All records of all cases."""
    return [row for case in CASES for row in case()]


@functools.cache
def town() -> Linked:
    """The sample with all cases in it, linked once on two threads."""
    people, families = among_the_sample(planted())
    return link(people, families, configuration(), threads=2)
