//! How the page and the engine tell each other things: JSON, which the browser reads, and whose numbers the standard library
//! writes as short as they go. What serde_json brings along for either would be a second way to the same values, with tables
//! of its own that the page would have to fetch.

use std::io::{Result, Write};

use js_sys::{Array, JSON, Object};
use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::{Map, Serializer, Value};
use wasm_bindgen::{JsCast, JsError, JsValue};

use super::Fallible;

/// JSON as a value; nothing at all is null.
pub(super) fn read(json: &str) -> Fallible<Value> {
    if json.is_empty() {
        return Ok(Value::Null);
    }
    JSON::parse(json).map(|parsed| value(&parsed)).map_err(|_| JsError::new("This is no JSON."))
}

fn value(parsed: &JsValue) -> Value {
    if let Some(text) = parsed.as_string() {
        Value::String(text)
    } else if let Some(number) = parsed.as_f64() {
        number.into()
    } else if let Some(flag) = parsed.as_bool() {
        Value::Bool(flag)
    } else if let Some(list) = parsed.dyn_ref::<Array>() {
        Value::Array(list.iter().map(|one| value(&one)).collect())
    } else if let Some(object) = parsed.dyn_ref::<Object>() {
        let mut map = Map::new();
        for entry in Object::entries(object).iter() {
            let entry: Array = entry.unchecked_into();
            map.insert(entry.get(0).as_string().unwrap_or_default(), value(&entry.get(1)));
        }
        Value::Object(map)
    } else {
        Value::Null
    }
}

/// A value as JSON.
pub(super) fn written(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let done = value.serialize(&mut Serializer::with_formatter(&mut bytes, Short));
    done.ok().and_then(|()| String::from_utf8(bytes).ok()).unwrap_or_default()
}

struct Short;

impl Formatter for Short {
    fn write_f32<W: ?Sized + Write>(&mut self, to: &mut W, value: f32) -> Result<()> {
        write!(to, "{value:?}")
    }

    fn write_f64<W: ?Sized + Write>(&mut self, to: &mut W, value: f64) -> Result<()> {
        write!(to, "{value:?}")
    }
}
