//! The program of `app.html`.

fn main() {
    flsdb_frontend::draw_registry();
}
