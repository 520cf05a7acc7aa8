//! What is measured of a point for a question.

/// Writes the struct of features with what goes through all of them, so that each stands in one place only.
macro_rules! features {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What is measured of a point for a question; some order the candidates, all are judged.
        #[derive(Debug, Clone, Copy, Default, PartialEq)]
        pub struct Features {
            $($(#[$doc])* pub $name: f32,)*
        }

        impl Features {
            /// Their names, in the order of [`Features::values`].
            pub const NAMES: [&str; Self::COUNT] = [$(stringify!($name)),*];
            /// How many there are.
            pub const COUNT: usize = [$(stringify!($name)),*].len();

            /// Every value.
            pub fn values(self) -> [f32; Self::COUNT] {
                [$(self.$name),*]
            }

            /// Every value, to be changed.
            pub fn places(&mut self) -> [&mut f32; Self::COUNT] {
                [$(&mut self.$name),*]
            }
        }
    };
}

features! {
    /// BM25 of the point's own text.
    text,
    /// BM25 of the best of the point's own questions.
    asked,
    /// BM25 of the best of the card's questions.
    card_asked,
    /// BM25 of the card's title and aliases.
    title,
    /// Share of the question's words that the point or its card knows, by weight, 0 to 1.
    coverage,
    /// Share of the question's words that stand in the point or its own questions, 0 to 1.
    own_coverage,
    /// How like the question the best example question is, 0 to 1.
    likeness,
    /// Whether the documents it cites are for the years the question names: 1, 0 unknown, -1 for others.
    years,
    /// Whether the card is for the question's industry: 1, 0 for all industries, -1 for another.
    industry,
    /// Whether the question names the card's document.
    document,
    /// Whether the question asks for a figure and the point has one.
    figure,
    /// Whether the card answered before.
    context,
    /// Whether the point stands in the same part of the same document as the earlier answer.
    nearby,
    /// Whether the card belongs to the province asked for: 0, or -1 for another.
    province,
    /// How much less like the question the point is in meaning than the one most like it: 0 or less; 0 without vectors.
    meaning,
    /// How like the question the point's text is as a whole, 0 to 1 (cosine).
    text_alike,
    /// How like the question the card's title and aliases are, 0 to 1.
    title_alike,
    /// How like the question all the point's own questions are together, 0 to 1.
    asked_alike,
    /// How like the question all the card's questions are together, 0 to 1.
    card_alike,
    /// How like the question the best of the point's own questions is, 0 to 1.
    own_likeness,
    /// Whether the point gives the kind of thing asked for: 1, 0 if no kind is asked for, -1 if it does not.
    gives,
    /// Whether the point gives a figure in the unit asked for: 1, 0 if none is asked for, -1 if it does not.
    unit,
    /// Whether the point says that the documents are silent.
    silent,
    /// How like the question the best remembered one is that the point has answered, 0 to 1.
    remembered,
    /// How like the question the best remembered one is that the card has answered, 0 to 1.
    card_remembered,
    /// The share of the remembered questions most like it that the card has answered, 0 to 1.
    card_votes,
    /// How like the question the best remembered one is that the documents do not answer, 0 to 1.
    silent_remembered,
    /// Whether the point was told in the answer that the question leans on.
    told,
    /// How likely the question's words make the card, as the logarithm of its odds beside the most likely one: 0 or less.
    subject,
    /// The same of the question with what it leans on, or with the story told around it.
    whole_subject,
}
