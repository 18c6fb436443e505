//! Reading the few words of JSON that come with a figure. By hand: what a derive writes for them is several times the
//! code, and the page has to fetch it.

use super::ChartError;
use serde_json::Value;

/// A value that may be missing, and what it is called.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    name: &'a str,
    value: Option<&'a Value>,
}

type Read<T> = Result<T, ChartError>;

/// The JSON as a value; nothing at all is an empty object.
pub fn parse(json: &str) -> Read<Value> {
    if json.trim().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(json).map_err(|error| unread(&format!("{error}.")))
}

fn unread(why: &str) -> ChartError {
    ChartError(format!("The figure's options cannot be read: {why}"))
}

impl<'a> Told<'a> {
    /// The whole.
    pub fn new(value: &'a Value) -> Self {
        Self { name: "they", value: Some(value).filter(|value| !value.is_null()) }
    }

    fn is_no(&self, what: &str) -> ChartError {
        unread(&format!("'{}' is not {what}.", self.name))
    }

    /// What stands under a key; null is as good as missing.
    #[inline(never)]
    pub fn of(&self, name: &'a str) -> Read<Self> {
        let value = match self.value {
            None => None,
            Some(Value::Object(map)) => map.get(name).filter(|value| !value.is_null()),
            Some(_) => return Err(self.is_no("an object")),
        };
        Ok(Self { name, value })
    }

    /// Whether there is anything.
    pub fn is_there(&self) -> bool {
        self.value.is_some()
    }

    /// A number under a key.
    #[inline(never)]
    pub fn number(&self, name: &'a str) -> Read<Option<f64>> {
        let told = self.of(name)?;
        told.value.map(|value| value.as_f64().ok_or_else(|| told.is_no("a number"))).transpose()
    }

    /// A whole number that is not negative.
    pub fn whole(&self, name: &'a str) -> Read<Option<usize>> {
        match self.number(name)? {
            None => Ok(None),
            Some(number) if number >= 0.0 && number.fract() == 0.0 => Ok(Some(number as usize)),
            Some(_) => Err(self.of(name)?.is_no("a whole number")),
        }
    }

    /// Whether a key is true; missing is false.
    #[inline(never)]
    pub fn flag(&self, name: &'a str) -> Read<bool> {
        let told = self.of(name)?;
        told.value.map_or(Ok(false), |value| value.as_bool().ok_or_else(|| told.is_no("true or false")))
    }

    /// Words under a key.
    #[inline(never)]
    pub fn words(&self, name: &'a str) -> Read<Option<String>> {
        let told = self.of(name)?;
        told.value.map(|value| value.as_str().map(Into::into).ok_or_else(|| told.is_no("text"))).transpose()
    }

    /// The elements of a list under a key.
    #[inline(never)]
    pub fn list(&self, name: &'a str) -> Read<Vec<Self>> {
        let told = self.of(name)?;
        let Some(value) = told.value else { return Ok(Vec::new()) };
        let list = value.as_array().ok_or_else(|| told.is_no("a list"))?;
        Ok(list.iter().map(|value| Self { name, value: Some(value).filter(|value| !value.is_null()) }).collect())
    }

    /// The value itself as a number.
    pub fn as_number(&self) -> Option<f64> {
        self.value.and_then(Value::as_f64)
    }

    /// The value itself as text.
    pub fn as_words(&self) -> Option<&'a str> {
        self.value.and_then(Value::as_str)
    }
}
