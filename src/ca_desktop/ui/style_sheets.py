"""What the theme puts on widgets, with room for its sizes and colours."""

SIZES = """
QLineEdit, QComboBox, QPushButton {{ min-height: {field}px; }}
QPushButton[primary="true"] {{ min-height: {primary}px; font-weight: 600; }}
QStatusBar {{ min-height: {status}px; }}
QPushButton[fold="true"] {{ text-align: left; }}
*[role="title"] {{ font-size: {title}pt; font-weight: 600; }}
*[role="section"] {{ font-size: {section}pt; font-weight: 600; }}
*[role="figure"] {{ font-size: {figure}pt; font-weight: 600; }}
*[role="hint"] {{ font-size: {hint}pt; }}
*[role="due"] {{ font-size: {section}pt; font-weight: 600; }}
*[role="on-training"] {{ font-weight: 600; }}
*[role="message"], *[role="error"] {{ padding: 8px; }}
QListWidget#rail::item {{ padding-left: 8px; }}
QListWidget#rail[folded="true"]::item {{ padding-left: 2px; }}
QHeaderView::section {{ padding: 5px 4px 5px 3px; font-weight: 600; }}
"""
"""Takes sizes of text in points and heights in pixels."""

COLOURS = """
QLineEdit, QComboBox, QPlainTextEdit {{ border: 1px solid {border}; border-radius: 4px;
  padding: 0 7px; background: {bg}; selection-background-color: {accent};
  selection-color: {on-accent}; }}
QPlainTextEdit {{ padding: 3px; }}
QLineEdit:disabled, QComboBox:disabled, QLineEdit:read-only {{ background: {alt};
  color: {muted}; }}
QLineEdit[bad="true"], QComboBox[bad="true"], QPlainTextEdit[bad="true"] {{
  border: 2px solid {error}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{icons}/chevron-down.svg"); width: 16px; height: 16px; }}
QPushButton {{ border: 1px solid {border}; border-radius: 4px; padding: 0 12px;
  background: {alt}; color: {text}; }}
QPushButton:hover, QPushButton:pressed, QPushButton:checked {{ background: {selection}; }}
QPushButton:disabled {{ color: {muted}; border: 1px dashed {border}; }}
QPushButton[primary="true"] {{ background: {accent}; color: {on-accent};
  border: 1px solid {accent}; padding: 0 16px; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {bg}; }}
QPushButton[primary="true"]:disabled {{ background: {alt}; color: {muted};
  border: 1px dashed {border}; }}
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {{
  border: 1px solid {border}; background: {bg}; width: 16px; height: 16px; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
  image: url("{icons}/check.svg"); }}
QRadioButton::indicator:checked {{ image: url("{icons}/dot.svg"); }}
QToolButton {{ border: 1px solid {border}; border-radius: 4px; background: {alt};
  color: {text}; padding: 3px 8px; }}
QToolButton:hover, QToolButton:checked {{ background: {selection}; }}
QMenu::item:selected, QMenuBar::item:selected {{ background: {selection}; color: {text}; }}
*[role="hint"] {{ color: {muted}; }}
*[role="warning"] {{ color: {warning}; }}
*[filled="true"] {{ background: {filled}; }}
*[role="problem"] {{ color: {error}; }}
*[role="message"] {{ background: {selection}; border-left: 4px solid {accent}; }}
*[role="error"] {{ background: {error-bg}; border-left: 4px solid {error}; }}
*[role="training"] {{ background: {training}; }}
*[role="on-training"] {{ color: {on-training}; }}
QTableView, QListView {{ border: 1px solid {border}; outline: none; }}
QTableView {{ gridline-color: {border}; }}
QListWidget#rail {{ background: {alt}; border: none; outline: none; }}
QListWidget#rail::item {{ border-left: 4px solid {alt}; }}
QListWidget#rail::item:selected {{ background: {selection}; color: {text};
  border-left: 4px solid {accent}; font-weight: 600; }}
QHeaderView::section {{ background: {alt}; border: none; border-bottom: 1px solid {border}; }}
"""
"""Takes the tokens of a theme, and the folder of the drawings."""

CONTRAST = """
QLineEdit, QComboBox, QPlainTextEdit, QPushButton, QToolButton, QTableView, QListView {{
  border: 2px solid palette(window-text); }}
QPushButton, QLineEdit, QComboBox {{ padding: 0 8px; }}
QTableView, QListView {{ outline: none; }}
QPushButton:disabled, QToolButton:disabled {{ border: 2px dashed palette(window-text); }}
QPushButton[primary="true"] {{ font-weight: 700; border: 4px double palette(window-text); }}
QPushButton:checked, QToolButton:checked {{ border: 4px solid palette(highlight); }}
QTabWidget::pane {{ border: 2px solid palette(window-text); }}
QTabBar::tab {{ border: 2px solid palette(window-text); padding: 5px 10px; margin: 2px 2px 0 0; }}
QTabBar::tab:selected {{ background: palette(highlight); color: palette(highlighted-text); }}
QTableView {{ gridline-color: palette(window-text); }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{icons}/chevron-down-{ink}.svg");
  width: 16px; height: 16px; }}
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {{
  border: 2px solid palette(window-text); background: palette(base);
  width: 16px; height: 16px; }}
QRadioButton::indicator {{ border-radius: 10px; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
  image: url("{icons}/check-{ink}.svg"); }}
QRadioButton::indicator:checked {{ image: url("{icons}/dot-{ink}.svg"); }}
QHeaderView::section {{ background: palette(base); color: palette(text); border: none;
  border-bottom: 2px solid palette(window-text); }}
QScrollBar {{ background: palette(base); border: 1px solid palette(window-text); }}
QScrollBar:vertical {{ width: 16px; }}
QScrollBar:horizontal {{ height: 16px; }}
QScrollBar::handle {{ background: palette(window-text); min-height: 24px; min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: palette(base); }}
*[role="message"], *[role="error"], *[role="training"] {{
  border: 2px solid palette(window-text); }}
QListWidget#rail::item:selected {{ background: palette(highlight);
  color: palette(highlighted-text); }}
"""
"""Takes the folder of the drawings, and which of them stand out from the ground."""
