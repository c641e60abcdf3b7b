"""What every page needs of a browser session, and the one module that knows Streamlit's inside."""
