//! How a command fails: what is said, and the exit status.

use std::process::ExitCode;

/// Why a command did not end well.
#[derive(Debug)]
pub enum Failure {
    /// What was typed is wrong: status 2.
    Usage(String),
    /// The work failed: status 1.
    Work(String),
    /// The work was done, and its result is a no that has been printed: status 1.
    Short,
    /// Nobody reads the output any more: status 0.
    Closed,
}

impl Failure {
    /// Wrong usage, as a sentence.
    pub fn usage(sentence: impl ToString) -> Self {
        Self::Usage(sentence.to_string())
    }

    /// Failed work, as a sentence.
    pub fn work(sentence: impl ToString) -> Self {
        Self::Work(sentence.to_string())
    }

    /// Says it on standard error.
    pub fn tell(&self) {
        match self {
            Self::Usage(sentence) => eprintln!("error: {sentence}\n\nFor more, try 'skipscape --help'."),
            Self::Work(sentence) => eprintln!("error: {sentence}"),
            Self::Short | Self::Closed => {}
        }
    }

    /// The exit status.
    pub fn code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Work(_) | Self::Short => ExitCode::from(1),
            Self::Closed => ExitCode::SUCCESS,
        }
    }
}
