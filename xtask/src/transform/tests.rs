use super::*;

fn twin(source: &str) -> String {
    blocking(source, 1).unwrap().text().to_owned()
}

fn problem(source: &str) -> Problem {
    blocking(source, 1).unwrap_err()
}

#[test]
fn functions_and_awaits() {
    assert_eq!(
        twin("pub async fn f(&mut self) -> u8 { self.g().await?.h() }"),
        "pub fn f(&mut self) -> u8 { self.g()?.h() }"
    );
    assert_eq!(twin("async unsafe fn f() {}"), "unsafe fn f() {}");
    assert_eq!(twin("a() // why\n    .await?"), "a() // why\n    ?");
    assert_eq!(twin("x. await"), "x");
}

#[test]
fn futures_as_types() {
    assert_eq!(
        twin("fn f(&mut self) -> impl Future<Output = Result<Vec<u8>, E>>;"),
        "fn f(&mut self) -> Result<Vec<u8>, E>;"
    );
    assert_eq!(
        twin("fn f(x: impl Future<Output = fn(u8) -> u8>) {}"),
        "fn f(x: fn(u8) -> u8) {}"
    );
    for source in ["a;\nx: impl Future", "a;\nx: impl Future<Output = u8"] {
        assert_eq!(problem(source).line, 2);
    }
}

#[test]
fn blocks_and_closures() {
    assert_eq!(twin("async move { a().await }"), "{ a() }");
    assert_eq!(twin("async { a().await }"), "{ a() }");
    assert_eq!(twin("async |x| x.await"), "|x| x");
    assert_eq!(twin("async move |x| x"), "move |x| x");
    assert_eq!(twin("async || {}"), "|| {}");
}

#[test]
fn a_block_that_can_be_left_early_is_refused() {
    let found = problem("fn f() {\n  async {\n    a().await?;\n  }\n}");
    assert_eq!(found.line, 3);
    assert!(found.message.contains("async fn"), "{found}");
    assert_eq!(problem("async move { return 1 }").line, 1);
    // What follows the block does not count.
    assert_eq!(twin("async { 1 }.await?"), "{ 1 }?");
}

#[test]
fn names() {
    assert_eq!(
        twin("use embedded_hal_async::i2c::I2c; use hal_power::asynch as hal; crate::asynch::X"),
        "use embedded_hal::i2c::I2c; use hal_power::blocking as hal; crate::blocking::X"
    );
    assert_eq!(
        twin("impl AsyncRegisterInterface for L { self.read_async() } struct Asynchrony; r#async"),
        "impl RegisterInterface for L { self.read() } struct Asynchrony; r#async"
    );
}

#[test]
fn literals_stay() {
    for literal in [
        r#""async fn .await asynch asynchronous""#,
        r##"r#"x.await"#"##,
        r#"b"embedded_hal_async""#,
        "'a'",
        "&'a str",
    ] {
        assert_eq!(twin(literal), literal);
    }
}

#[test]
fn english() {
    assert_eq!(twin("//! Asynchronous driver."), "//! Blocking driver.");
    assert_eq!(
        twin("// An asynchronous driver reads asynchronously; an async one does."),
        "// A blocking driver reads synchronously; a blocking one does."
    );
    assert_eq!(twin("// Than async"), "// Than blocking");
    assert_eq!(
        twin("/// Needs `embedded-hal-async`, `async fn` and `x().await` of [`crate::asynch`]."),
        "/// Needs `embedded-hal`, `fn` and `x()` of [`crate::blocking`]."
    );
    assert_eq!(twin("/* asynchronous */"), "/* blocking */");
}

#[test]
fn the_section_on_cancellation_goes() {
    let source = "\
/// Reads.
///
/// # Errors
///
/// On bus errors.
///
/// # Cancellation Safety
///
/// May be dropped.
/// ```
/// # hidden
/// ```
///
/// # Examples
///
/// None.
fn f() {}
";
    let twin = twin(source);
    assert!(
        !twin.contains("Cancellation") && !twin.contains("dropped") && !twin.contains("hidden")
    );
    assert!(twin.contains("/// On bus errors.\n///\n/// # Examples\n///\n/// None.\nfn f() {}"));
}

#[test]
fn the_section_on_cancellation_goes_at_the_end_with_its_gap() {
    assert_eq!(
        twin(
            "    /// Reads.\n    ///\n    /// # Cancellation Safety\n    ///\n    /// Yes.\n    fn f() {}\n"
        ),
        "    /// Reads.\n    fn f() {}\n"
    );
}

#[test]
fn docs_keep_their_indentation_where_rustfmt_does_not_look() {
    let source = "m! {\n        /// A.\n        ///\n        /// B.\n}";
    assert_eq!(twin(source), source);
}

#[test]
fn code_in_docs_is_code_and_other_fences_are_not() {
    assert_eq!(
        twin(
            "/// ```\n/// # async fn f() {\n/// let s = \"async\"; x.read().await?;\n/// # }\n/// ```"
        ),
        "/// ```\n/// # fn f() {\n/// let s = \"async\"; x.read()?;\n/// # }\n/// ```"
    );
    let text = "/// ```text\n/// async .await\n/// ```";
    assert_eq!(twin(text), text);
}

#[test]
fn lints_about_futures_go() {
    assert_eq!(
        twin("#![expect(\n    async_fn_in_trait,\n    reason = \"no (Send), here\"\n)]\nfn f() {}"),
        "\nfn f() {}"
    );
    assert_eq!(twin("#[allow(clippy::unused_async)]fn f() {}"), "fn f() {}");
    assert_eq!(
        twin("#[expect(async_fn_in_trait, dead_code, reason = \"a\")]"),
        "#[expect(dead_code, reason=\"a\")]"
    );
    assert_eq!(
        twin("#[expect(dead_code)] #[derive(Debug)]"),
        "#[expect(dead_code)] #[derive(Debug)]"
    );
}

#[test]
fn regions_for_the_async_half_only() {
    assert_eq!(
        twin("a;\n// async only\nx.select(Future).await;\n// end async only\nb;"),
        "a;\n\nb;"
    );
    assert_eq!(problem("\n// async only\nx").line, 2);
    assert_eq!(problem("a\n// end async only").line, 2);
}

#[test]
fn code_for_the_blocking_half_only() {
    assert_eq!(
        twin("    // blocking only: #[inline(never)]\n    async fn f() {}"),
        "    #[inline(never)]\n    fn f() {}"
    );
    assert_eq!(twin("// only blocking: a"), "// only blocking: a");
}

#[test]
fn what_has_no_blocking_form_is_named_with_its_line() {
    assert_eq!(problem("a;\nfn f() -> Box<dyn Future> {}").line, 2);
    assert_eq!(problem("await!(x)").line, 1);
    assert_eq!(problem("a;\n\nasync + 1").line, 3);
    let in_docs = problem("/// A.\n/// ```\n/// a;\n/// let f: Future;\n/// ```");
    assert_eq!(in_docs.line, 4);
}

#[test]
fn lines_of_the_twin_lead_to_lines_of_the_source() {
    let source = "a\n// async only\nb\nc\n// end async only\nd\n/// x\n/// # Cancellation Safety\n/// y\ne\n";
    let twin = blocking(source, 1).unwrap();
    let line_of = |text: &str| {
        let line = twin.text().lines().position(|line| line == text).unwrap() + 1;
        twin.source_line(line)
    };
    assert_eq!(line_of("a"), 1);
    assert_eq!(line_of("d"), 6);
    assert_eq!(line_of("/// x"), 7);
    assert_eq!(line_of("e"), 10);
    let twin = blocking("a\nasync\nfn f() {}", 1).unwrap();
    assert_eq!((twin.text(), twin.source_line(2)), ("a\nfn f() {}", 3));
}
