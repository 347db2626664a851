import './style/tokens.css';
import './style/base.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { firstLanguage } from './preferred.ts';
import { mendAddress } from './route.ts';
import { findViewer } from './session.ts';
import { speak } from './words.ts';
import './theme.ts';

mendAddress();
await speak(firstLanguage());
const place = document.getElementById('app');
if (place !== null) render(<App />, place);
await findViewer();
