//! Names and words for demo data, plausible and awkward.

pub(super) const FIRST: &[&str] = &[
    "Ada", "Amara", "Björn", "Chiara", "Daniel", "Dmitri", "Elif", "Fatima", "Grace", "Hiroshi",
    "Ingrid", "João", "Kofi", "Leïla", "Łukasz", "Mei", "Noor", "Olena", "Priya", "Quentin",
    "Rosa", "Siobhán", "Tomás", "Ursula", "Víctor", "Wei", "Ximena", "Yusuf", "Zoë", "Þóra",
];

pub(super) const LAST: &[&str] = &[
    "Adams",
    "Bauer",
    "Çelik",
    "Dubois",
    "Eriksson",
    "Fernández",
    "García",
    "Haddad",
    "Ivanova",
    "Jensen",
    "Kowalski",
    "Le Goff",
    "Müller",
    "Nakamura",
    "O'Neil",
    "Petrović",
    "Quispe",
    "Rossi",
    "Smith-Jones",
    "Tanaka",
    "Ueda",
    "van der Berg",
    "Wójcik",
    "Xu",
    "Yılmaz",
    "Žižek",
];

/// Names that programs stumble over.
pub(super) const AWKWARD: &[(&str, &str)] = &[
    ("Robert \"Bob\"", "O'Brien; DROP TABLE"),
    ("🙂", "Smiley"),
    ("Null", "Null"),
    ("李", "小龍"),
    ("عمر", "الشريف"),
    (
        "Anne-Marie-Françoise-Élisabeth-Charlotte",
        "de la Rochefoucauld-Montbel",
    ),
    ("$id", "100% \\ real"),
    ("true", "0"),
];

pub(super) const CITIES: &[(&str, &str)] = &[
    ("Wien", "1010"),
    ("København", "1050"),
    ("São Paulo", "01000-000"),
    ("Springfield", "62701"),
    ("東京", "100-0001"),
    ("Zürich", "8001"),
    ("Córdoba", "X5000"),
    ("Łódź", "90-001"),
];

pub(super) const STREETS: &[&str] = &[
    "Main St",
    "Rue de l'Église",
    "Hauptstraße",
    "Calle Mayor",
    "High Street",
    "Ulica Długa",
];

pub(super) const WORKS: &[&str] = &[
    "Foundation",
    "Trust",
    "Community Garden",
    "Schools",
    "Advocacy Partnership",
    "Food Bank",
    "Literacy Network",
    "& Söhne GmbH",
];

pub(super) const SUBJECTS: &[&str] = &[
    "Follow up",
    "Thank you call",
    "Bequest enquiry",
    "Re: Newsletter",
    "Visit — garden day",
    "Volunteer briefing",
    "Complaint",
];

/// Amounts: usual, odd and large.
pub(super) const AMOUNTS: &[f64] = &[
    10.0, 12.5, 19.99, 25.0, 50.0, 100.0, 0.29, 1234.56, 33.33, 5000.0, 99_999.99,
];
