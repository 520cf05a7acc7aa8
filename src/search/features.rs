//! What is measured of a point for a question.

/// What is measured of a point for a question; some order the candidates, all are judged.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Features {
    /// BM25 of the point's own text.
    pub text: f32,
    /// BM25 of the best of the point's own questions.
    pub asked: f32,
    /// BM25 of the best of the card's questions.
    pub card_asked: f32,
    /// BM25 of the card's title and aliases.
    pub title: f32,
    /// Share of the question's words that the point or its card knows, by weight, 0 to 1.
    pub coverage: f32,
    /// Share of the question's words that stand in the point or its own questions, 0 to 1.
    pub own_coverage: f32,
    /// How like the question the best example question is, 0 to 1.
    pub likeness: f32,
    /// Whether the documents it cites are for the years the question names: 1, 0 unknown, -1 for others.
    pub years: f32,
    /// Whether the card is for the question's industry: 1, 0 for all industries, -1 for another.
    pub industry: f32,
    /// Whether the question names the card's document.
    pub document: f32,
    /// Whether the question asks for a figure and the point has one.
    pub figure: f32,
    /// Whether the card answered before.
    pub context: f32,
    /// Whether the point stands in the same part of the same document as the earlier answer.
    pub nearby: f32,
    /// Whether the card belongs to the province asked for: 0, or -1 for another.
    pub province: f32,
    /// How much less like the question the point is in meaning than the one most like it: 0 or less; 0 without vectors.
    pub meaning: f32,
    /// How like the question the point's text is as a whole, 0 to 1 (cosine).
    pub text_alike: f32,
    /// How like the question the card's title and aliases are, 0 to 1.
    pub title_alike: f32,
    /// How like the question all the point's own questions are together, 0 to 1.
    pub asked_alike: f32,
    /// How like the question all the card's questions are together, 0 to 1.
    pub card_alike: f32,
    /// How like the question the best of the point's own questions is, 0 to 1.
    pub own_likeness: f32,
    /// Whether the point gives the kind of thing asked for: 1, 0 if no kind is asked for, -1 if it does not.
    pub gives: f32,
    /// Whether the point gives a figure in the unit asked for: 1, 0 if none is asked for, -1 if it does not.
    pub unit: f32,
    /// Whether the point says that the documents are silent.
    pub silent: f32,
    /// How like the question the best remembered one is that the point has answered, 0 to 1.
    pub remembered: f32,
    /// How like the question the best remembered one is that the card has answered, 0 to 1.
    pub card_remembered: f32,
    /// The share of the remembered questions most like it that the card has answered, 0 to 1.
    pub card_votes: f32,
    /// How like the question the best remembered one is that the documents do not answer, 0 to 1.
    pub silent_remembered: f32,
}

impl Features {
    /// How many there are.
    pub const COUNT: usize = 27;
    /// Their names, in the order of [`Features::values`].
    pub const NAMES: [&str; Self::COUNT] = [
        "text",
        "asked",
        "card_asked",
        "title",
        "coverage",
        "own_coverage",
        "likeness",
        "years",
        "industry",
        "document",
        "figure",
        "context",
        "nearby",
        "province",
        "meaning",
        "text_alike",
        "title_alike",
        "asked_alike",
        "card_alike",
        "own_likeness",
        "gives",
        "unit",
        "silent",
        "remembered",
        "card_remembered",
        "card_votes",
        "silent_remembered",
    ];

    /// Every value.
    pub fn values(mut self) -> [f32; Self::COUNT] {
        self.places().map(|value| *value)
    }

    /// Every value, to be changed.
    pub fn places(&mut self) -> [&mut f32; Self::COUNT] {
        // Taken apart whole, so that no new feature is forgotten here.
        let Self {
            text,
            asked,
            card_asked,
            title,
            coverage,
            own_coverage,
            likeness,
            years,
            industry,
            document,
            figure,
            context,
            nearby,
            province,
            meaning,
            text_alike,
            title_alike,
            asked_alike,
            card_alike,
            own_likeness,
            gives,
            unit,
            silent,
            remembered,
            card_remembered,
            card_votes,
            silent_remembered,
        } = self;
        [
            text,
            asked,
            card_asked,
            title,
            coverage,
            own_coverage,
            likeness,
            years,
            industry,
            document,
            figure,
            context,
            nearby,
            province,
            meaning,
            text_alike,
            title_alike,
            asked_alike,
            card_alike,
            own_likeness,
            gives,
            unit,
            silent,
            remembered,
            card_remembered,
            card_votes,
            silent_remembered,
        ]
    }
}
